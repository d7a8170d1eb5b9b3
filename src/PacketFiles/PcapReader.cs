namespace PacketFiles;

/// <summary>
/// Goes through the packets of a classic pcap file in memory, of either byte order and either precision
/// (draft-ietf-opsawg-pcap). Stays where it is after an error: nothing behind damage can be trusted.
/// </summary>
/// <remarks><c>foreach (var packet in new PcapReader(bytes))</c>; packets point into the bytes given.</remarks>
public ref struct PcapReader
{
    /// <summary>A packet this long is damage, not data.</summary>
    private const uint MaximumLength = 16 << 20;

    /// <summary>The bits of the link-type word that have no meaning: R and Reserved3. The others tell the length of a checksum.</summary>
    private const uint ReservedLinkTypeBits = 0x0BFF0000;

    private readonly ReadOnlySpan<byte> _file;
    private int _position;

    /// <summary>Reads the file header and stays before the first packet.</summary>
    /// <param name="file">A whole file.</param>
    /// <exception cref="PcapFormatException">The bytes do not start with a header of version 2.4.</exception>
    public PcapReader(ReadOnlySpan<byte> file)
    {
        _file = file;
        if (file.Length < PcapFileHeader.Length)
            throw Cut("file header", 0, file.Length, PcapFileHeader.Length);
        (Order, var precision) = KindOf(file);
        var (major, minor) = (Order.ReadUInt16(file[4..]), Order.ReadUInt16(file[6..]));
        if ((major, minor) != (PcapFileHeader.MajorVersion, PcapFileHeader.MinorVersion))
            throw new PcapFormatException("file header", 0, $"version {major}.{minor}", "2.4");
        var linkType = Order.ReadUInt32(file[20..]);
        if ((linkType & ReservedLinkTypeBits) != 0)
            throw new PcapFormatException("file header", 0, $"link type 0x{linkType:x8}", "0 in the reserved bits");
        Header = new PcapFileHeader { LinkType = (ushort)linkType, SnapLength = Order.ReadUInt32(file[16..]), Precision = precision };
        _position = PcapFileHeader.Length;
    }

    /// <summary>What the file says of itself; a snapshot length of 0, which is not allowed, is handed out as it is.</summary>
    public PcapFileHeader Header { get; }

    /// <summary>The order of all numbers in the file.</summary>
    public ByteOrder Order { get; }

    /// <summary>The packet last reached.</summary>
    public PcapPacketView Current { get; private set; }

    /// <summary>For foreach.</summary>
    /// <returns>This reader.</returns>
    public readonly PcapReader GetEnumerator() => this;

    /// <summary>Goes to the next packet; false at the end of the bytes.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="PcapFormatException">A record is cut, or its length cannot be.</exception>
    public bool MoveNext()
    {
        var rest = _file[_position..];
        if (rest.IsEmpty)
            return false;
        if (rest.Length < PcapPacketView.HeaderLength)
            throw Cut("packet", _position, rest.Length, PcapPacketView.HeaderLength);
        var captured = Order.ReadUInt32(rest[8..]);
        if (captured > MaximumLength)
            throw new PcapFormatException("packet", _position, $"captured length {captured}", $"at most {MaximumLength}");
        if (!PcapPacketView.TryParse(rest, Header.Precision, Order, out var packet))
            throw Cut("packet", _position, rest.Length, PcapPacketView.HeaderLength + captured);
        Current = packet;
        _position += packet.RecordLength;
        return true;
    }

    private static (ByteOrder Order, TimestampPrecision Precision) KindOf(ReadOnlySpan<byte> magic)
    {
        foreach (var order in (ReadOnlySpan<ByteOrder>)[ByteOrder.LittleEndian, ByteOrder.BigEndian])
        {
            foreach (var precision in (ReadOnlySpan<TimestampPrecision>)[TimestampPrecision.Nanoseconds, TimestampPrecision.Microseconds])
            {
                if (order.ReadUInt32(magic) == PcapFileHeader.MagicOf(precision))
                    return (order, precision);
            }
        }
        throw new PcapFormatException(
            "file header", 0, $"magic {Convert.ToHexStringLower(magic[..4])}", "a1b2c3d4 or a1b23c4d in either byte order");
    }

    private static PcapFormatException Cut(string field, long position, long actual, long expected) =>
        new(field, position, $"only {actual} bytes before the end", $"{expected}");
}
