using PacketFiles;

namespace Capture.Records;

/// <summary>
/// Where everything lies in a record: an Enhanced Packet Block (pcapng draft section 4.3) as the emitted programs write it and the reader
/// completes it. All offsets and sizes are in bytes.
/// </summary>
/// <remarks>
/// <code>
///   0  type, total length                      behind the packet, padded to four bytes:
///   8  interface id                              0  epb_flags
///  12  stamp                                     8  epb_packetid
///  20  captured length, original length         20  epb_queue
///  28  the packet                               28  epb_verdict     at exit only
///                                                   epb_dropcount   where records were lost
///                                                   end of options, total length
/// </code>
/// Four numbers are left to the reader, which has each block's header in hand anyway: the stamp (written as the monotonic clock's 64 bits,
/// host order, where high and low word go), the interface id (written as the slot that losses are counted at there), the packet id
/// (written as the CPU's sequence and stack slot) and the drop count (written as all that this CPU has lost there).
/// </remarks>
internal static unsafe class RecordLayout
{
    /// <summary>u32, the block's type; <see cref="Length"/> behind it.</summary>
    public const int Type = 0;

    /// <summary>u32: bytes of the whole record, which stands at its end once more.</summary>
    public const int Length = 4;

    /// <summary>u32: the slot, then the interface id.</summary>
    public const int InterfaceId = 8;

    /// <summary>u64: the monotonic stamp in nanoseconds, then the high and the low word of the wall clock's.</summary>
    public const int Stamp = 12;

    /// <summary>u32: bytes of the packet that are kept; <see cref="OriginalLength"/> behind it.</summary>
    public const int CapturedLength = EnhancedPacketView.CapturedLengthOffset;

    /// <summary>u32: bytes the packet had.</summary>
    public const int OriginalLength = EnhancedPacketView.OriginalLengthOffset;

    /// <summary>The packet's first byte.</summary>
    public const int Packet = EnhancedPacketView.HeaderLength;

    /// <summary>What stands at <see cref="Type"/>.</summary>
    public const int BlockType = (int)PacketFiles.BlockType.EnhancedPacket;

    // From the end of the padded packet. An option has 16 bits of code and 16 of length before its value.

    /// <summary>epb_flags, 4 bytes.</summary>
    public const int FlagsOption = 0;

    /// <summary>epb_packetid, 8 bytes.</summary>
    public const int IdOption = 8;

    /// <summary>u64, the value of epb_packetid: the packet's number, then its id.</summary>
    public const int Id = IdOption + OptionHeader;

    /// <summary>epb_queue, 4 bytes.</summary>
    public const int QueueOption = 20;

    /// <summary>epb_verdict where it is there, 9 bytes: an octet that says whose, then the action.</summary>
    public const int VerdictOption = 28;

    /// <summary>Bytes of epb_verdict, padded.</summary>
    public const int VerdictSize = 16;

    /// <summary>Bytes of epb_dropcount, the last option where it is there.</summary>
    public const int DropCountSize = 12;

    /// <summary>Bytes behind the options: their end, and the total length.</summary>
    public const int EndSize = 8;

    private const int OptionHeader = 4;

    /// <summary>All of epb_flags: the packet came in.</summary>
    public const ulong FlagsInbound = (ulong)PacketFlags.Inbound << 32 | 4ul << 16 | OptionCode.PacketFlags;

    /// <summary>The header of epb_packetid.</summary>
    public const int IdHeader = 8 << 16 | OptionCode.PacketId;

    /// <summary>The header of epb_queue.</summary>
    public const int QueueHeader = 4 << 16 | OptionCode.PacketQueue;

    /// <summary>The header of epb_verdict and its first octet: an XDP program's.</summary>
    public const ulong VerdictHeaderAndKind = (ulong)VerdictKind.Xdp << 32 | 9ul << 16 | OptionCode.PacketVerdict;

    /// <summary>The header of epb_dropcount.</summary>
    public const int DropCountHeader = 8 << 16 | OptionCode.PacketDropCount;

    /// <summary>Bytes behind the padded packet, without a drop count.</summary>
    public static int OptionsSize(bool verdict) => VerdictOption + (verdict ? VerdictSize : 0) + EndSize;

    /// <summary>Blocks hold packets in units of four bytes.</summary>
    public static uint Padded(uint length) => length + 3 & ~3u;

    /// <summary>Where a record has its packet's id, or what the kernel side has put there: the packet's number.</summary>
    public static ulong* IdOf(byte* record) => (ulong*)(record + Packet + Padded(*(uint*)(record + CapturedLength)) + Id);

    /// <summary>
    /// Whether the record has an epb_dropcount. The other options take a multiple of eight bytes, and four: so its length tells.
    /// </summary>
    public static bool HasDropCount(byte* record, uint length) => (length - Packet - Padded(*(uint*)(record + CapturedLength)) & 4) == 0;

    /// <summary>The value of the record's epb_dropcount; until the reader has replaced it, the kernel side's mark.</summary>
    public static ulong* DropCountOf(byte* record, uint length) => (ulong*)(record + length - EndSize - sizeof(ulong));

    /// <summary>Adds an epb_dropcount, its value still open, to a record that has none. There is room behind it.</summary>
    public static void AddDropCount(byte* record, uint length)
    {
        *(int*)(record + length - EndSize) = DropCountHeader;
        length += DropCountSize;
        *(uint*)(record + length - EndSize) = 0;
        *(uint*)(record + length - sizeof(uint)) = *(uint*)(record + Length) = length;
    }
}
