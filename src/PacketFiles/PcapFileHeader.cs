namespace PacketFiles;

/// <summary>
/// What a classic pcap file says of itself (draft-ietf-opsawg-pcap, section 4): one link type and one snapshot length for all of
/// its packets, and nothing of where they come from.
/// </summary>
public sealed record PcapFileHeader
{
    /// <summary>Bytes of the header in the file: magic, version 2.4, two reserved words, snapshot length, link type.</summary>
    public const int Length = 24;

    internal const ushort MajorVersion = 2, MinorVersion = 4;

    /// <summary>LINKTYPE_ number of the packets; 1 is Ethernet.</summary>
    public ushort LinkType { get; init; } = 1;

    /// <summary>Most bytes kept of a packet; never 0.</summary>
    public required uint SnapLength { get; init; }

    /// <summary>What the fraction of a time stamp counts.</summary>
    public TimestampPrecision Precision { get; init; } = TimestampPrecision.Nanoseconds;

    internal uint Magic => MagicOf(Precision);

    internal static uint MagicOf(TimestampPrecision precision) => precision == TimestampPrecision.Nanoseconds ? 0xA1B23C4D : 0xA1B2C3D4;
}
