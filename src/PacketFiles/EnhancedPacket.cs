namespace PacketFiles;

/// <summary>
/// A packet to be written as an Enhanced Packet Block (pcapng draft, section 4.3). A view: <see cref="Data"/> is borrowed from the
/// caller. Null options are not written.
/// </summary>
public readonly ref struct EnhancedPacket
{
    /// <summary>Position of the interface among those described in the section, from 0.</summary>
    public uint InterfaceId { get; init; }

    /// <summary>Since 1970-01-01 UTC, in units of the interface's resolution.</summary>
    public ulong Timestamp { get; init; }

    /// <summary>Bytes the packet had on the wire; at least as many as <see cref="Data"/> holds.</summary>
    public uint OriginalLength { get; init; }

    /// <summary>The bytes captured.</summary>
    public ReadOnlySpan<byte> Data { get; init; }

    /// <summary>epb_flags: see <see cref="PacketFlags"/>.</summary>
    public uint? Flags { get; init; }

    /// <summary>epb_packetid: equal for one packet at all its capture points.</summary>
    public ulong? PacketId { get; init; }

    /// <summary>epb_queue: the receive queue.</summary>
    public uint? Queue { get; init; }

    /// <summary>epb_verdict of an XDP program: its action of <c>enum xdp_action</c> (linux/bpf.h), or whatever it returned.</summary>
    public ulong? XdpVerdict { get; init; }

    /// <summary>epb_dropcount: packets lost on this interface since its previous packet.</summary>
    public ulong? DropCount { get; init; }
}
