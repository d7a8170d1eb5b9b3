using System.Text;

namespace Ebpf.Btf;

/// <summary>Builds BTF (linux/btf.h), so that programs emitted here carry types and can be traced like compiled ones.</summary>
public sealed class BtfBuilder
{
    private const int IntegerSigned = 1 << 24;

    private readonly List<uint> _types = [];
    private readonly List<byte> _strings = [0];
    private readonly Dictionary<string, uint> _stringOffsets = new() { [""] = 0 };
    private uint _lastId;

    /// <summary>An integer of 1, 2, 4 or 8 bytes.</summary>
    public BtfTypeId AddInteger(string name, uint size, bool signed)
    {
        var id = Add(name, BtfKind.Integer, 0, size);
        _types.Add((signed ? IntegerSigned : 0u) | size * 8);
        return id;
    }

    /// <summary>A pointer; to type 0 it is <c>void *</c>.</summary>
    public BtfTypeId AddPointer(BtfTypeId to) => Add("", BtfKind.Pointer, 0, to.Value);

    /// <summary>A typedef.</summary>
    public BtfTypeId AddTypedef(string name, BtfTypeId of) => Add(name, BtfKind.Typedef, 0, of.Value);

    /// <summary>A const-qualified type.</summary>
    public BtfTypeId AddConst(BtfTypeId of) => Add("", BtfKind.Const, 0, of.Value);

    /// <summary>An array.</summary>
    public BtfTypeId AddArray(BtfTypeId element, BtfTypeId index, uint count)
    {
        var id = Add("", BtfKind.Array, 0, 0);
        _types.AddRange([element.Value, index.Value, count]);
        return id;
    }

    /// <summary>A struct.</summary>
    /// <param name="name">Its name; empty for an anonymous one.</param>
    /// <param name="size">In bytes.</param>
    /// <param name="members">Names, types and offsets in bytes.</param>
    public BtfTypeId AddStruct(string name, uint size, IReadOnlyList<(string Name, BtfTypeId Type, uint Offset)> members) =>
        AddComposite(BtfKind.Struct, name, size, members);

    /// <summary>A union.</summary>
    /// <inheritdoc cref="AddStruct"/>
    public BtfTypeId AddUnion(string name, uint size, IReadOnlyList<(string Name, BtfTypeId Type, uint Offset)> members) =>
        AddComposite(BtfKind.Union, name, size, members);

    /// <summary>Parameters and return type of a function.</summary>
    public BtfTypeId AddFunctionPrototype(BtfTypeId returns, IReadOnlyList<(string Name, BtfTypeId Type)> parameters)
    {
        var id = Add("", BtfKind.FunctionPrototype, parameters.Count, returns.Value);
        foreach (var (name, type) in parameters)
            _types.AddRange([AddString(name), type.Value]);
        return id;
    }

    /// <summary>A function.</summary>
    public BtfTypeId AddFunction(string name, BtfTypeId prototype, BtfLinkage linkage) =>
        Add(name, BtfKind.Function, (int)linkage, prototype.Value);

    /// <summary>The blob so far.</summary>
    public BtfBlob Build()
    {
        const int HeaderSize = 24;
        var typesLength = _types.Count * sizeof(uint);
        var bytes = new byte[HeaderSize + typesLength + _strings.Count];
        var span = bytes.AsSpan();
        // Written in the host's byte order, as the kernel wants it.
        BitConverter.TryWriteBytes(span, (ushort)0xeb9f);
        span[2] = 1;
        BitConverter.TryWriteBytes(span[4..], HeaderSize);
        BitConverter.TryWriteBytes(span[8..], 0);
        BitConverter.TryWriteBytes(span[12..], typesLength);
        BitConverter.TryWriteBytes(span[16..], typesLength);
        BitConverter.TryWriteBytes(span[20..], _strings.Count);
        for (var i = 0; i < _types.Count; i++)
            BitConverter.TryWriteBytes(span[(HeaderSize + i * sizeof(uint))..], _types[i]);
        _strings.CopyTo(bytes, HeaderSize + typesLength);
        return BtfBlob.Parse(bytes);
    }

    private BtfTypeId AddComposite(
        BtfKind kind, string name, uint size, IReadOnlyList<(string Name, BtfTypeId Type, uint Offset)> members)
    {
        var id = Add(name, kind, members.Count, size);
        foreach (var member in members)
            _types.AddRange([AddString(member.Name), member.Type.Value, checked(member.Offset * 8)]);
        return id;
    }

    private BtfTypeId Add(string name, BtfKind kind, int count, uint sizeOrType)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, ushort.MaxValue);
        _types.AddRange([AddString(name), (uint)kind << 24 | (uint)count, sizeOrType]);
        return new BtfTypeId(++_lastId);
    }

    private uint AddString(string text)
    {
        if (_stringOffsets.TryGetValue(text, out var offset))
            return offset;
        offset = (uint)_strings.Count;
        _strings.AddRange(Encoding.UTF8.GetBytes(text));
        _strings.Add(0);
        _stringOffsets.Add(text, offset);
        return offset;
    }
}
