namespace PacketFiles;

/// <summary>What the fraction of a time stamp counts in a classic pcap file; its magic number says which (pcap draft, section 4).</summary>
public enum TimestampPrecision : byte
{
    /// <summary>Microseconds, magic 0xa1b2c3d4.</summary>
    Microseconds,

    /// <summary>Nanoseconds, magic 0xa1b23c4d.</summary>
    Nanoseconds,
}
