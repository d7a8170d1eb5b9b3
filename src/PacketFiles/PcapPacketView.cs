namespace PacketFiles;

/// <summary>
/// A packet record of a classic pcap file read in place (draft-ietf-opsawg-pcap, section 5): nothing is copied or allocated. Valid as
/// long as the bytes under it are.
/// </summary>
public readonly ref struct PcapPacketView
{
    /// <summary>Bytes before the packet's own: two words of time stamp, captured and original length.</summary>
    public const int HeaderLength = 16;

    private readonly ReadOnlySpan<byte> _record;
    private readonly ByteOrder _order;
    private readonly uint _unit;

    private PcapPacketView(ReadOnlySpan<byte> record, ByteOrder order, TimestampPrecision precision)
    {
        _record = record;
        _order = order;
        _unit = UnitOf(precision);
    }

    /// <summary>Bytes of the whole record: where the next one starts. Records are not padded.</summary>
    public int RecordLength => _record.Length;

    /// <summary>Nanoseconds since 1970-01-01 UTC, of whole microseconds in a file of microseconds.</summary>
    public ulong Timestamp => _order.ReadUInt32(_record) * 1_000_000_000ul + _order.ReadUInt32(_record[4..]) * (ulong)_unit;

    /// <summary>Bytes the packet had.</summary>
    public uint OriginalLength => _order.ReadUInt32(_record[12..]);

    /// <summary>The captured bytes.</summary>
    public ReadOnlySpan<byte> Data => _record[HeaderLength..];

    /// <summary>Reads the record that the bytes start with, in this machine's byte order; more may follow it.</summary>
    /// <param name="bytes">A whole record, or several.</param>
    /// <param name="precision">What the file's header says.</param>
    /// <param name="view">The packet, over the same memory.</param>
    /// <returns>False where no whole record starts there.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, TimestampPrecision precision, out PcapPacketView view) =>
        TryParse(bytes, precision, ByteOrderExtensions.Native, out view);

    internal static bool TryParse(ReadOnlySpan<byte> bytes, TimestampPrecision precision, ByteOrder order, out PcapPacketView view)
    {
        view = default;
        if (bytes.Length < HeaderLength || order.ReadUInt32(bytes[8..]) is var captured && captured > (uint)(bytes.Length - HeaderLength))
            return false;
        view = new PcapPacketView(bytes[..(HeaderLength + (int)captured)], order, precision);
        return true;
    }

    /// <summary>Nanoseconds in one unit of the fraction.</summary>
    internal static uint UnitOf(TimestampPrecision precision) => precision == TimestampPrecision.Nanoseconds ? 1u : 1000u;
}
