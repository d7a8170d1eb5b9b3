namespace PacketFiles;

/// <summary>
/// An Interface Description Block (pcapng draft, section 4.2). Its number is its position among the section's interfaces, from 0.
/// Absent options are null.
/// </summary>
public sealed record InterfaceDescription
{
    /// <summary>LINKTYPE_ number of the packets; 1 is Ethernet.</summary>
    public ushort LinkType { get; init; } = 1;

    /// <summary>
    /// Most bytes kept of a packet, 0 for no limit. libpcap refuses a file whose interfaces differ in it, so state the same in all.
    /// </summary>
    public uint SnapLength { get; init; }

    /// <summary>if_name.</summary>
    public string? Name { get; init; }

    /// <summary>if_description.</summary>
    public string? Description { get; init; }

    /// <summary>if_hardware: the device and its driver.</summary>
    public string? Hardware { get; init; }

    /// <summary>if_os.</summary>
    public string? OperatingSystem { get; init; }

    /// <summary>if_filter as a libpcap expression; a filter of another kind reads as null.</summary>
    public string? Filter { get; init; }

    /// <summary>if_speed in bits per second.</summary>
    public ulong? SpeedBitsPerSecond { get; init; }

    /// <summary>
    /// if_tsresol: units of the interface's time stamps are 10^-n seconds, or 2^-n with the top bit set. A file that does not say
    /// means 6; what this library writes is 9, nanoseconds, unless told otherwise.
    /// </summary>
    public byte TimestampResolution { get; init; } = 9;
}
