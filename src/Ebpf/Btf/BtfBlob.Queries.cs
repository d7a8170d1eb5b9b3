using System.Text;

namespace Ebpf.Btf;

/// <summary>Sizes and member offsets: what a program needs to know to read the kernel's memory.</summary>
public sealed partial class BtfBlob
{
    // No real type is named and qualified as often as this. Without a limit, a blob whose many members share one long chain would
    // cost its size squared: half a minute for a megabyte.
    private const int LongestChain = 256;

    /// <summary>Follows typedefs, <c>const</c>, <c>volatile</c>, <c>restrict</c> and type tags to the type they stand for.</summary>
    /// <param name="id">Where to start; any other kind is its own answer.</param>
    /// <exception cref="BtfFormatException">No such type, or the chain is longer than a real one, as one without an end is.</exception>
    public BtfTypeId Resolve(BtfTypeId id)
    {
        var at = id;
        for (var steps = 0; steps <= LongestChain; steps++)
        {
            var type = GetType(at);
            if (!BtfFormat.IsModifier(type.Kind))
                return at;
            at = type.Referenced;
        }
        throw new BtfFormatException($"type {id.Value} stands for itself, or has more than {LongestChain} typedefs and qualifiers");
    }

    /// <summary>Size of a value in memory, in bytes; a pointer has 8.</summary>
    /// <param name="id">The type; typedefs, qualifiers and variables are followed.</param>
    /// <exception cref="BtfFormatException">The type has no size (void, a function, a forward declaration), holds itself,
    /// or is 4 GiB or more.</exception>
    public uint SizeOf(BtfTypeId id)
    {
        ulong count = 1;
        for (var steps = 0; steps <= TypeCount; steps++)
        {
            var type = GetType(id);
            if (BtfFormat.HasSize(type.Kind) || type.Kind == BtfKind.Pointer)
            {
                var size = count * (type.Kind == BtfKind.Pointer ? BtfFormat.PointerSize : type.SizeOrType);
                return size <= uint.MaxValue ? (uint)size
                    : throw new BtfFormatException($"array of {count} times {type} has {size} bytes, expected less than 4 GiB");
            }
            if (type.Kind == BtfKind.Array)
            {
                count *= type.Array.Length;
                if (count > uint.MaxValue)
                    throw new BtfFormatException($"array {id} has {count} elements, expected less than 2^32");
                id = type.Array.Element;
            }
            else
                id = BtfFormat.IsModifier(type.Kind) || type.Kind == BtfKind.Variable ? type.Referenced
                    : throw type.Unexpected("a kind that has a size");
        }
        throw new BtfFormatException($"type {id.Value} holds itself, through arrays, typedefs or qualifiers");
    }

    /// <summary>Finds where a member lies, also inside anonymous structures and unions.</summary>
    /// <param name="structName">Name of a structure or union, without the word <c>struct</c>.</param>
    /// <param name="path">The member; <c>a.b</c> is member b of the structure that is member a. Pointers are not followed.</param>
    /// <returns>Null when there is no such structure or no such member in it.</returns>
    /// <exception cref="BtfFormatException">The member is a bit field, which cannot be read as bytes, or the BTF is malformed.</exception>
    public MemberLocation? FindMember(string structName, string path)
    {
        var id = Find(structName, BtfKind.Struct) ?? Find(structName, BtfKind.Union);
        return id is null ? null : FindMember(id.Value, path);
    }

    /// <summary>As <see cref="FindMember(string, string)"/>, starting from a type.</summary>
    /// <param name="structure">A structure, union, or typedef of one.</param>
    /// <param name="path">The member, as above.</param>
    /// <returns>Null when there is no such member.</returns>
    /// <exception cref="BtfFormatException">As above.</exception>
    public MemberLocation? FindMember(BtfTypeId structure, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ulong bits = 0;
        var at = structure;
        foreach (var name in path.Split('.'))
        {
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(path));
            if (FindDirect(Resolve(at), Encoding.UTF8.GetBytes(name)) is not { } found)
                return null;
            bits += found.Bits;
            RefuseBitField(at, name, found.Type, bits, found.BitFieldSize);
            at = found.Type;
        }
        return bits / 8 <= uint.MaxValue
            ? new MemberLocation((uint)(bits / 8), at, SizeOf(at))
            : throw new BtfFormatException($"'{path}' lies at byte {bits / 8}, expected less than 2^32");
    }

    /// <summary>
    /// Looks for a named member breadth first through anonymous structures. Each is entered once: C forbids two members of one name,
    /// and a malformed blob in which structures hold each other still comes to an end.
    /// </summary>
    private (BtfTypeId Type, ulong Bits, byte BitFieldSize)? FindDirect(BtfTypeId structure, ReadOnlySpan<byte> name)
    {
        var waiting = new Queue<(BtfTypeId Type, ulong Bits)>([(structure, 0)]);
        var entered = new HashSet<BtfTypeId> { structure };
        while (waiting.TryDequeue(out var next))
        {
            var type = GetType(next.Type);
            if (type.Kind is not (BtfKind.Struct or BtfKind.Union))
                return null;
            for (var i = 0; i < type.EntryCount; i++)
            {
                var member = type.RawMember(i);
                var memberName = NameBytes(member.Name);
                if (memberName.SequenceEqual(name))
                    return (member.Type, next.Bits + member.BitOffset, member.BitFieldSize);
                if (!memberName.IsEmpty || member.BitFieldSize != 0)
                    continue;
                var inner = Resolve(member.Type);
                if (GetType(inner).Kind is BtfKind.Struct or BtfKind.Union && entered.Add(inner))
                    waiting.Enqueue((inner, next.Bits + member.BitOffset));
            }
        }
        return null;
    }

    private void RefuseBitField(BtfTypeId structure, string name, BtfTypeId type, ulong bits, byte bitFieldSize)
    {
        // Compilers before kind_flag gave a bit field an integer type of its own, narrower than its bytes.
        var resolved = GetType(Resolve(type));
        var narrow = resolved.Kind == BtfKind.Integer
            && (resolved.IntegerEncoding.BitOffset != 0 || resolved.IntegerEncoding.Bits != 8L * resolved.SizeOrType);
        if (bitFieldSize != 0 || bits % 8 != 0 || narrow)
            throw new BtfFormatException($"bit field '{name}' of {GetType(Resolve(structure))} cannot be read as bytes");
    }
}
