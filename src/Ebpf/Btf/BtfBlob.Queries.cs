namespace Ebpf.Btf;

/// <summary>Questions about types: sizes, functions, where members lie.</summary>
public sealed partial class BtfBlob
{
    // No real type is nested as deep as this; one that refers to itself is.
    private const int DeepestNesting = 64;

    /// <summary>The type behind typedefs, const, volatile, restrict and type tags.</summary>
    /// <exception cref="BtfFormatException">They refer to each other in a circle.</exception>
    public BtfTypeId Resolve(BtfTypeId id)
    {
        for (var depth = 0; depth < DeepestNesting; depth++)
        {
            var type = GetType(id);
            if (type.Kind is not (BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag))
                return id;
            id = new BtfTypeId(type.SizeOrType);
        }

        throw TooDeep(id);
    }

    /// <summary>Size of a value of the type, in bytes.</summary>
    /// <exception cref="BtfFormatException">Its values have no size: void, a function, a forward declaration.</exception>
    public uint SizeOf(BtfTypeId id) => SizeOf(id, 0);

    /// <summary>A function with its prototype.</summary>
    /// <exception cref="BtfFormatException">The type is no function.</exception>
    public BtfFunction GetFunction(BtfTypeId id)
    {
        var function = Expect(id, BtfKind.Function);
        var prototype = Expect(new BtfTypeId(function.SizeOrType), BtfKind.FunctionPrototype);
        var parameters = new BtfParameter[prototype.Count];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = new BtfParameter(GetString(prototype.Tail(2 * i)), new BtfTypeId(prototype.Tail(2 * i + 1)));
        return new BtfFunction(function.Name, (BtfLinkage)function.Linkage, new BtfTypeId(prototype.SizeOrType), parameters);
    }

    /// <summary>Where a member of a struct lies.</summary>
    /// <param name="structName">The struct.</param>
    /// <param name="path">The member, through anonymous structs and unions; dots go into named ones: <c>nd_net.net</c>.</param>
    /// <returns>Null when there is no such struct or member.</returns>
    /// <exception cref="BtfFormatException">The member is a bit field, which cannot be read as bytes.</exception>
    public MemberLocation? FindMember(string structName, string path)
    {
        if (Find(structName, BtfKind.Struct) is not { } current)
            return null;
        uint offset = 0;
        MemberLocation? location = null;
        foreach (var name in path.Split('.'))
        {
            if (FindMember(current, name, 0) is not { } found)
                return null;
            if (found.Bits % 8 != 0 || found.FieldBits != 0)
                throw new BtfFormatException($"bit field '{name}' of struct {structName} cannot be read as bytes");
            offset += found.Bits / 8;
            location = new MemberLocation(offset, found.Type, SizeOf(found.Type));
            current = Resolve(found.Type);
        }

        return location;
    }

    private (uint Bits, uint FieldBits, BtfTypeId Type)? FindMember(BtfTypeId container, string name, int depth)
    {
        var type = GetType(container);
        if (type.Kind is not (BtfKind.Struct or BtfKind.Union))
            return null;
        if (depth > DeepestNesting)
            throw TooDeep(container);
        for (var i = 0; i < type.Count; i++)
        {
            var member = new BtfTypeId(type.Tail(3 * i + 1));
            var place = type.Tail(3 * i + 2);
            var bits = type.HasKindFlag ? place & 0xffffff : place;
            var fieldBits = type.HasKindFlag ? place >> 24 : 0;
            var memberName = GetString(type.Tail(3 * i));
            if (memberName == name)
                return (bits, fieldBits, member);
            if (memberName.Length == 0 && FindMember(Resolve(member), name, depth + 1) is { } inner)
                return (bits + inner.Bits, inner.FieldBits, inner.Type);
        }

        return null;
    }

    private uint SizeOf(BtfTypeId id, int depth)
    {
        if (depth > DeepestNesting)
            throw TooDeep(id);
        var resolved = Resolve(id);
        var type = GetType(resolved);
        switch (type.Kind)
        {
            case BtfKind.Integer or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float or BtfKind.DataSection:
                return type.SizeOrType;
            case BtfKind.Pointer:
                return (uint)nint.Size;
            case BtfKind.Array:
                // struct btf_array: element type, index type, number of elements.
                var size = (ulong)SizeOf(new BtfTypeId(type.Tail(0)), depth + 1) * type.Tail(2);
                return size <= uint.MaxValue ? (uint)size : throw new BtfFormatException($"BTF type {resolved.Value}: an array of {size} bytes");
            default:
                throw new BtfFormatException($"BTF type {resolved.Value}: a {type.Kind} has no size");
        }
    }

    private BtfType Expect(BtfTypeId id, BtfKind kind)
    {
        var type = GetType(id);
        return type.Kind == kind ? type : throw new BtfFormatException($"BTF type {id.Value}: a {type.Kind}, expected a {kind}");
    }

    private static BtfFormatException TooDeep(BtfTypeId id) => new($"BTF type {id.Value}: refers to itself");
}
