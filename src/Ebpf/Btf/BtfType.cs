namespace Ebpf.Btf;

/// <summary>A view of one type in a blob. Cheap to make; names and lists are decoded at each call.</summary>
public readonly struct BtfType
{
    private readonly BtfBlob _blob;
    private readonly int _offset;   // 0, which is the header's, for void

    internal BtfType(BtfBlob blob, BtfTypeId id, int offset) => (_blob, Id, _offset) = (blob, id, offset);

    /// <summary>The type's number in its blob.</summary>
    public BtfTypeId Id { get; }

    /// <summary>What the type describes.</summary>
    public BtfKind Kind => BtfFormat.Kind(Info);

    /// <summary>The kind's flag: bit fields in a structure, signed values in an enumeration, a union in a forward declaration.</summary>
    public bool KindFlag => BtfFormat.KindFlag(Info);

    /// <summary>The name; empty for an anonymous type.</summary>
    public string Name => Id == BtfTypeId.Void ? "" : _blob.NameString(Word(0));

    /// <summary>The name in UTF-8, within the blob's memory.</summary>
    public ReadOnlySpan<byte> NameBytes => Id == BtfTypeId.Void ? [] : _blob.NameBytes(Word(0));

    /// <summary>The third word as it is: a size in bytes or a type id, depending on the kind
    /// (<c>btf_type.size</c>, <c>.type</c>).</summary>
    public uint SizeOrType => Id == BtfTypeId.Void ? 0 : Word(8);

    /// <summary>Number of members, parameters, values or variables.</summary>
    public int EntryCount => Kind == BtfKind.Function ? 0 : BtfFormat.EntryCount(Info);

    /// <summary>The type this one points to, names, qualifies, or (for a prototype) returns.</summary>
    /// <exception cref="BtfFormatException">The kind refers to no type.</exception>
    public BtfTypeId Referenced => BtfFormat.HasReference(Kind) ? new(SizeOrType) : throw Unexpected("a kind that refers to a type");

    /// <summary>Who sees a function or variable.</summary>
    /// <exception cref="BtfFormatException">Neither a function nor a variable.</exception>
    public BtfLinkage Linkage => Kind switch
    {
        BtfKind.Function => (BtfLinkage)BtfFormat.EntryCount(Info),
        BtfKind.Variable => (BtfLinkage)Tail(0),
        _ => throw Unexpected("a function or variable"),
    };

    /// <summary>Element type and length of an array.</summary>
    /// <exception cref="BtfFormatException">Not an array.</exception>
    public BtfArray Array
    {
        get
        {
            Expect(BtfKind.Array);
            return new BtfArray(new(Tail(0)), new(Tail(4)), Tail(8));
        }
    }

    /// <summary>How an integer is stored: bits used, the first one's place within its bytes, and whether it is signed.</summary>
    /// <exception cref="BtfFormatException">Not an integer.</exception>
    public (int Bits, int BitOffset, bool IsSigned) IntegerEncoding
    {
        get
        {
            Expect(BtfKind.Integer);
            var word = Tail(0);
            return ((int)(word & 0xFF), (int)(word >> 16 & 0xFF), (word >> 24 & 1) != 0);
        }
    }

    /// <summary>Which member or parameter a declaration tag is on; -1 for the declaration itself.</summary>
    /// <exception cref="BtfFormatException">Not a declaration tag.</exception>
    public int TaggedComponent
    {
        get
        {
            Expect(BtfKind.DeclarationTag);
            return (int)Tail(0);
        }
    }

    /// <summary>The members of a structure or union, in order.</summary>
    /// <exception cref="BtfFormatException">Neither a structure nor a union, or a name lies outside the strings.</exception>
    public BtfMember[] GetMembers()
    {
        if (Kind is not (BtfKind.Struct or BtfKind.Union))
            throw Unexpected("a structure or union");
        var members = new BtfMember[EntryCount];
        for (var i = 0; i < members.Length; i++)
        {
            var (name, type, bits, fieldSize) = RawMember(i);
            members[i] = new BtfMember(_blob.NameString(name), type, bits, fieldSize);
        }
        return members;
    }

    /// <summary>The parameters of a function prototype, in order.</summary>
    /// <exception cref="BtfFormatException">Not a prototype, or a name lies outside the strings.</exception>
    public BtfParameter[] GetParameters()
    {
        Expect(BtfKind.FunctionPrototype);
        var parameters = new BtfParameter[EntryCount];
        for (var i = 0; i < parameters.Length; i++)
            parameters[i] = new BtfParameter(_blob.NameString(Tail(8 * i)), new(Tail(8 * i + 4)));
        return parameters;
    }

    /// <summary>The values of an enumeration, in order.</summary>
    /// <exception cref="BtfFormatException">Not an enumeration, or a name lies outside the strings.</exception>
    public BtfEnumValue[] GetEnumValues()
    {
        var wide = Kind == BtfKind.Enum64;
        if (!wide)
            Expect(BtfKind.Enum);
        var values = new BtfEnumValue[EntryCount];
        for (var i = 0; i < values.Length; i++)
        {
            var at = i * (wide ? 12 : 8);
            var low = Tail(at + 4);
            var value = wide ? (long)((ulong)Tail(at + 8) << 32 | low) : KindFlag ? (int)low : low;
            values[i] = new BtfEnumValue(_blob.NameString(Tail(at)), value);
        }
        return values;
    }

    /// <summary>The variables of a data section, in order.</summary>
    /// <exception cref="BtfFormatException">Not a data section.</exception>
    public BtfSectionVariable[] GetSectionVariables()
    {
        Expect(BtfKind.DataSection);
        var variables = new BtfSectionVariable[EntryCount];
        for (var i = 0; i < variables.Length; i++)
            variables[i] = new BtfSectionVariable(new(Tail(12 * i)), Tail(12 * i + 4), Tail(12 * i + 8));
        return variables;
    }

    /// <summary>The kind and name as C writes them: <c>struct xdp_buff</c>.</summary>
    public override string ToString()
    {
        var word = Kind switch
        {
            BtfKind.Struct => "struct",
            BtfKind.Union => "union",
            BtfKind.Enum or BtfKind.Enum64 => "enum",
            var other => other.ToString(),
        };
        return Id == BtfTypeId.Void ? "void" : NameBytes.IsEmpty ? $"{word} {Id}" : $"{word} {Name}";
    }

    private uint Info => Id == BtfTypeId.Void ? 0 : Word(4);

    /// <summary>A member without its name made a string; the caller has checked the kind and the index.</summary>
    internal (uint Name, BtfTypeId Type, uint BitOffset, byte BitFieldSize) RawMember(int index)
    {
        var at = index * BtfFormat.MemberSize;
        var offset = Tail(at + 8);
        return KindFlag
            ? (Tail(at), new(Tail(at + 4)), offset & 0xFFFFFF, (byte)(offset >> 24))
            : (Tail(at), new(Tail(at + 4)), offset, 0);
    }

    internal BtfType Expect(BtfKind kind) => Kind == kind ? this : throw Unexpected(kind.ToString());

    internal BtfFormatException Unexpected(string expected) =>
        new($"type {Id.Value} ({this}) is {Kind}, expected {expected}", Id == BtfTypeId.Void ? null : _offset);

    private uint Word(int offset) => _blob.ReadUInt32(_offset + offset);

    private uint Tail(int offset) => _blob.ReadUInt32(_offset + BtfFormat.TypeSize + offset);
}
