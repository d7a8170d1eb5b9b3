namespace PacketFiles;

/// <summary>
/// Walks the options of a block in file order, without copying (pcapng draft, section 3.5). The list ends at opt_endofopt or at the
/// end of the block: writers must close it, readers put up with those that do not.
/// </summary>
public ref struct OptionReader
{
    private const int HeaderLength = 4;

    private readonly ByteOrder _order;
    private ReadOnlySpan<byte> _rest;
    private long _position;
    private long _next;

    internal OptionReader(ReadOnlySpan<byte> options, ByteOrder order, long position)
    {
        _rest = options;
        _order = order;
        _next = position;
    }

    /// <summary>The option's number: see <see cref="OptionCode"/>.</summary>
    public ushort Code { get; private set; }

    /// <summary>Its value without padding, in the section's byte order.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Goes to the next option; false at the end.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="PcapNgFormatException">An option reaches beyond its block.</exception>
    public bool MoveNext()
    {
        if (_rest.Length < HeaderLength)
            return false;
        _position = _next;
        Code = _order.ReadUInt16(_rest);
        if (Code == OptionCode.End)
            return false;
        int length = _order.ReadUInt16(_rest[2..]);
        var padded = HeaderLength + (length + 3 & ~3);
        if (padded > _rest.Length)
            throw Error($"length {length}", $"at most {_rest.Length - HeaderLength}");
        Value = _rest.Slice(HeaderLength, length);
        _rest = _rest[padded..];
        _next += padded;
        return true;
    }

    internal readonly byte AsByte() => Exactly(sizeof(byte))[0];

    internal readonly uint AsUInt32() => _order.ReadUInt32(Exactly(sizeof(uint)));

    internal readonly ulong AsUInt64() => _order.ReadUInt64(Exactly(sizeof(ulong)));

    internal readonly ulong AsTimestamp() => _order.ReadTimestamp(Exactly(sizeof(ulong)));

    internal readonly string AsText() => System.Text.Encoding.UTF8.GetString(Value);

    /// <summary>The libpcap expression of an if_filter; null where the filter is of another kind.</summary>
    internal readonly string? AsExpression() => Value.StartsWith([(byte)0]) ? System.Text.Encoding.UTF8.GetString(Value[1..]) : null;

    /// <summary>The number behind the octet that says of what kind it is.</summary>
    internal readonly ulong AsUInt64AfterKind() => _order.ReadUInt64(Exactly(1 + sizeof(ulong))[1..]);

    private readonly ReadOnlySpan<byte> Exactly(int length) =>
        Value.Length == length ? Value : throw Error($"length {Value.Length}", $"{length}");

    private readonly PcapNgFormatException Error(string actual, string expected) => new($"option {Code}", _position, actual, expected);
}
