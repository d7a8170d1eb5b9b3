namespace Capture.Records;

/// <summary>
/// The Enhanced Packet Block as the capture programs write it (pcapng draft section 4.3), offsets in bytes.
/// </summary>
/// <remarks>
/// Three numbers are left to the reader, which has each block's header in hand anyway: the stamp (written as the
/// monotonic clock's 64 bits, host order, where high and low word go), the interface id (written as the slot that losses are counted at
/// there) and the packet id (written as the CPU's sequence and stack slot).
/// </remarks>
internal static class EpbLayout
{
    public const short TypeAndLength = 0;
    public const short InterfaceId = 8;
    public const short Stamp = 12;
    public const short CapturedAndOriginal = 20;
    public const short Packet = 28;

    public const uint BlockType = 6;
    public const int HeaderSize = 28;

    // Offsets from the end of the padded packet.
    public const short FlagsOption = 0;
    public const short IdOption = 8;
    public const short Id = 12;
    public const short QueueOption = 20;
    public const short OptionsAfterQueue = 28;
    public const short VerdictSize = 16;
    public const short DropCountSize = 12;
    public const short EndSize = 8;

    /// <summary>epb_flags (2), 4 bytes, value 1: inbound.</summary>
    public const ulong FlagsInbound = 0x0000_0001_0004_0002;

    /// <summary>epb_packetid (5), 8 bytes.</summary>
    public const int IdHeader = 0x0008_0005;

    /// <summary>epb_queue (6), 4 bytes.</summary>
    public const int QueueHeader = 0x0004_0006;

    /// <summary>epb_verdict (7), exactly 9 bytes, whose first octet 2 says eBPF XDP.</summary>
    public const ulong VerdictHeaderAndType = 0x0000_0002_0009_0007;

    /// <summary>epb_dropcount (4), 8 bytes.</summary>
    public const int DropCountHeader = 0x0008_0004;

    public static short OptionsSize(bool verdict) => (short)(OptionsAfterQueue + (verdict ? VerdictSize : 0) + EndSize);
}
