using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Ebpf.Btf;

/// <summary>
/// Writes BTF for programs made at run time. Types are numbered from 1 in the order they are added; a type may refer to one that is
/// added later, whose number <see cref="Next"/> tells. Equal names are stored once. Whether the types make sense is the kernel's
/// to say (<c>BPF_BTF_LOAD</c>).
/// </summary>
public sealed class BtfBuilder
{
    private readonly List<uint> _types = [];
    private readonly ArrayBufferWriter<byte> _strings = new();
    private readonly Dictionary<string, uint> _stringOffsets = new(StringComparer.Ordinal);
    private uint _count;
    private uint _highestReference;

    /// <summary>Starts an empty blob.</summary>
    public BtfBuilder() => Text("");

    /// <summary>The number the next type added will have.</summary>
    public BtfTypeId Next => new(_count + 1);

    /// <summary>Adds an integer that fills its bytes.</summary>
    /// <param name="name">Its name in C.</param>
    /// <param name="size">Bytes: 1, 2, 4, 8 or 16.</param>
    /// <param name="signed">Whether it is signed.</param>
    public BtfTypeId AddInteger(string name, uint size, bool signed)
    {
        if (size is not (1 or 2 or 4 or 8 or 16))
            throw new ArgumentOutOfRangeException(nameof(size), size, "An integer has 1, 2, 4, 8 or 16 bytes.");
        return AddInteger(name, size, (signed ? 1u << 24 : 0) | size * 8);
    }

    /// <summary>Adds an integer as an encoding describes it; old compilers describe bit fields so.</summary>
    internal BtfTypeId AddInteger(string name, uint size, uint encoding) => Add(BtfKind.Integer, name, size, tail: [encoding]);

    /// <summary>Adds a floating point number.</summary>
    /// <param name="name">Its name in C.</param>
    /// <param name="size">Bytes: 2, 4, 8, 12 or 16.</param>
    public BtfTypeId AddFloat(string name, uint size) => Add(BtfKind.Float, name, size);

    /// <summary>Adds a pointer.</summary>
    /// <param name="to">What it points to; <see cref="BtfTypeId.Void"/> for <c>void *</c>.</param>
    public BtfTypeId AddPointer(BtfTypeId to) => Add(BtfKind.Pointer, "", Reference(to));

    /// <summary>Adds a <c>typedef</c>.</summary>
    /// <param name="name">The new name.</param>
    /// <param name="type">What it stands for.</param>
    public BtfTypeId AddTypedef(string name, BtfTypeId type) => Add(BtfKind.Typedef, name, Reference(type));

    /// <summary>Adds the <c>const</c> form of a type.</summary>
    /// <param name="type">The type.</param>
    public BtfTypeId AddConst(BtfTypeId type) => Add(BtfKind.Const, "", Reference(type));

    /// <summary>Adds the <c>volatile</c> form of a type.</summary>
    /// <param name="type">The type.</param>
    public BtfTypeId AddVolatile(BtfTypeId type) => Add(BtfKind.Volatile, "", Reference(type));

    /// <summary>Adds the <c>restrict</c> form of a pointer.</summary>
    /// <param name="type">The pointer.</param>
    public BtfTypeId AddRestrict(BtfTypeId type) => Add(BtfKind.Restrict, "", Reference(type));

    /// <summary>Adds a tagged form of a type.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="type">The type.</param>
    public BtfTypeId AddTypeTag(string tag, BtfTypeId type) => Add(BtfKind.TypeTag, tag, Reference(type));

    /// <summary>Adds a tag on a declaration.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="type">The structure, union, typedef, variable or function.</param>
    /// <param name="component">Which member or parameter of it; -1 for the whole.</param>
    public BtfTypeId AddDeclarationTag(string tag, BtfTypeId type, int component = -1) =>
        Add(BtfKind.DeclarationTag, tag, Reference(type), tail: [(uint)component]);

    /// <summary>Adds the declaration of a structure or union that is defined elsewhere.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isUnion">Whether it is a union.</param>
    public BtfTypeId AddForward(string name, bool isUnion = false) => Add(BtfKind.Forward, name, 0, kindFlag: isUnion);

    /// <summary>Adds an array.</summary>
    /// <param name="element">Type of an element.</param>
    /// <param name="index">Any integer type: the format wants one.</param>
    /// <param name="length">Number of elements.</param>
    public BtfTypeId AddArray(BtfTypeId element, BtfTypeId index, uint length) =>
        Add(BtfKind.Array, "", 0, tail: [Reference(element), Reference(index), length]);

    /// <summary>Adds a structure.</summary>
    /// <param name="name">Its name; empty for an anonymous one.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="members">Its members, in order.</param>
    public BtfTypeId AddStruct(string name, uint size, params ReadOnlySpan<BtfMember> members) =>
        AddComposite(BtfKind.Struct, name, size, members);

    /// <summary>Adds a union.</summary>
    /// <param name="name">Its name; empty for an anonymous one.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="members">Its members, in order.</param>
    public BtfTypeId AddUnion(string name, uint size, params ReadOnlySpan<BtfMember> members) =>
        AddComposite(BtfKind.Union, name, size, members);

    /// <summary>Adds an enumeration.</summary>
    /// <param name="name">Its name; empty for an anonymous one.</param>
    /// <param name="size">Bytes of a value: 1, 2, 4 or 8. Beyond 4 it needs Linux 6.0 (<c>BTF_KIND_ENUM64</c>).</param>
    /// <param name="signed">Whether values are signed.</param>
    /// <param name="values">Its values, in order.</param>
    /// <exception cref="OverflowException">A value does not fit its 4 bytes.</exception>
    public BtfTypeId AddEnum(string name, uint size, bool signed, params ReadOnlySpan<BtfEnumValue> values)
    {
        var wide = size > 4;
        var words = new List<uint>(values.Length * 3);
        foreach (var (text, value) in values)
        {
            words.AddRange(Text(text), wide ? (uint)value : signed ? (uint)checked((int)value) : checked((uint)value));
            if (wide)
                words.Add((uint)(value >> 32));
        }
        return Add(wide ? BtfKind.Enum64 : BtfKind.Enum, name, size, values.Length, signed, [.. words]);
    }

    /// <summary>Adds the prototype of a function.</summary>
    /// <param name="returns">What it returns.</param>
    /// <param name="parameters">Its parameters; those of a function that has code need names.</param>
    public BtfTypeId AddFunctionPrototype(BtfTypeId returns, params ReadOnlySpan<BtfParameter> parameters)
    {
        var words = new List<uint>(parameters.Length * 2);
        foreach (var (name, type) in parameters)
            words.AddRange(Text(name), Reference(type));
        return Add(BtfKind.FunctionPrototype, "", Reference(returns), parameters.Length, tail: [.. words]);
    }

    /// <summary>Adds a function.</summary>
    /// <param name="name">Its full name, of any length the kernel takes (below 512 bytes).</param>
    /// <param name="prototype">Its <see cref="BtfKind.FunctionPrototype"/>.</param>
    /// <param name="linkage">Who sees it. The kernel checks a global one on its own, which tracing and replacing it need.</param>
    public BtfTypeId AddFunction(string name, BtfTypeId prototype, BtfLinkage linkage) =>
        Add(BtfKind.Function, name, Reference(prototype), (int)linkage);

    /// <summary>Adds a global variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type.</param>
    /// <param name="linkage">Who sees it.</param>
    public BtfTypeId AddVariable(string name, BtfTypeId type, BtfLinkage linkage) =>
        Add(BtfKind.Variable, name, Reference(type), tail: [(uint)linkage]);

    /// <summary>Adds an ELF section of variables.</summary>
    /// <param name="name">Its name, with the dot.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="variables">What lies in it, by rising offset.</param>
    public BtfTypeId AddDataSection(string name, uint size, params ReadOnlySpan<BtfSectionVariable> variables)
    {
        var words = new List<uint>(variables.Length * 3);
        foreach (var (type, offset, length) in variables)
            words.AddRange(Reference(type), offset, length);
        return Add(BtfKind.DataSection, name, size, variables.Length, tail: [.. words]);
    }

    /// <summary>Puts header, types and strings together. The builder may go on afterwards.</summary>
    /// <exception cref="InvalidOperationException">A type refers to one that was never added.</exception>
    public BtfBlob Build()
    {
        if (_highestReference > _count)
            throw new InvalidOperationException($"A type refers to type {_highestReference}, but only {_count} were added.");
        var types = MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_types));
        var strings = _strings.WrittenSpan;
        var bytes = new byte[BtfFormat.HeaderSize + types.Length + strings.Length];
        var header = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan(0, BtfFormat.HeaderSize));
        MemoryMarshal.Write(bytes, BtfFormat.Magic);
        bytes[2] = BtfFormat.Version;
        header[1] = BtfFormat.HeaderSize;
        header[2] = 0;
        header[3] = (uint)types.Length;
        header[4] = (uint)types.Length;
        header[5] = (uint)strings.Length;
        types.CopyTo(bytes.AsSpan(BtfFormat.HeaderSize));
        strings.CopyTo(bytes.AsSpan(BtfFormat.HeaderSize + types.Length));
        return BtfBlob.Parse(bytes);
    }

    private BtfTypeId AddComposite(BtfKind kind, string name, uint size, ReadOnlySpan<BtfMember> members)
    {
        var bitFields = false;
        foreach (var member in members)
            bitFields |= member.BitFieldSize != 0;
        var words = new List<uint>(members.Length * 3);
        foreach (var member in members)
        {
            if (bitFields && member.BitOffset > 0xFFFFFF)
                throw new ArgumentException(
                    $"Member '{member.Name}' lies at bit {member.BitOffset}, expected below 2^24 beside bit fields.", nameof(members));
            words.AddRange(Text(member.Name), Reference(member.Type), member.BitOffset | (uint)member.BitFieldSize << 24);
        }
        return Add(kind, name, size, members.Length, bitFields, [.. words]);
    }

    /// <summary>Appends a type in one go, so that one that was refused half-way leaves nothing behind.</summary>
    private BtfTypeId Add(
        BtfKind kind, string name, uint sizeOrType, int entries = 0, bool kindFlag = false, params ReadOnlySpan<uint> tail)
    {
        if (entries > BtfFormat.MaximumEntries)
            throw new ArgumentException($"{kind} '{name}' has {entries} entries, expected {BtfFormat.MaximumEntries} at most.");
        _types.AddRange(Text(name), BtfFormat.Info(kind, entries, kindFlag), sizeOrType);
        _types.AddRange(tail);
        return new BtfTypeId(++_count);
    }

    private uint Reference(BtfTypeId type)
    {
        _highestReference = Math.Max(_highestReference, type.Value);
        return type.Value;
    }

    private uint Text(string text)
    {
        if (_stringOffsets.TryGetValue(text, out var offset))
            return offset;
        if (text.Contains('\0'))
            throw new ArgumentException($"The name '{text}' holds a NUL.", nameof(text));
        offset = (uint)_strings.WrittenCount;
        _strings.Write(Encoding.UTF8.GetBytes(text));
        _strings.Write([(byte)0]);
        _stringOffsets.Add(text, offset);
        return offset;
    }
}
