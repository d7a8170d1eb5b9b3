namespace Capture.Records;

/// <summary>Offsets in a record that the reader needs, in bytes; the rest of the Enhanced Packet Block is none of its business.</summary>
internal static unsafe class RecordFields
{
    public const int Length = 4;
    public const int InterfaceId = 8;
    public const int Stamp = 12;
    public const int CapturedLength = 20;
    public const int OriginalLength = 24;
    public const int Packet = 28;

    /// <summary>From the end of the padded packet: behind epb_flags and the option's own header.</summary>
    private const int PacketId = 12;

    /// <summary>Where a record has its packet's id, or what the kernel side has put there: the packet's number.</summary>
    public static ulong* IdOf(byte* record) => (ulong*)(record + Packet + Padded(*(uint*)(record + CapturedLength)) + PacketId);

    /// <summary>Bytes of epb_dropcount, the last option where it is there.</summary>
    public const uint DropCountSize = 12;

    // From the record's end: behind it are the end of the options and the record's length.
    private const uint DropCountEnd = 8;
    private const uint DropCountHeader = 0x0008_0004;

    /// <summary>
    /// Whether the record has an epb_dropcount. The other options take a multiple of eight bytes, and four: so its length tells.
    /// </summary>
    public static bool HasDropCount(byte* record, uint length) => (length - Packet - Padded(*(uint*)(record + CapturedLength)) & 4) == 0;

    /// <summary>The value of the record's epb_dropcount; until the reader has replaced it, the kernel side's mark.</summary>
    public static ulong* DropCountOf(byte* record, uint length) => (ulong*)(record + length - DropCountEnd - sizeof(ulong));

    /// <summary>Adds an epb_dropcount, its value still open, to a record that has none. There is room behind it.</summary>
    public static void AddDropCount(byte* record, uint length)
    {
        *(uint*)(record + length - DropCountEnd) = DropCountHeader;
        length += DropCountSize;
        *(uint*)(record + length - DropCountEnd) = 0;
        *(uint*)(record + length - sizeof(uint)) = *(uint*)(record + Length) = length;
    }

    /// <summary>Blocks hold packets in units of four bytes.</summary>
    public static uint Padded(uint length) => length + 3 & ~3u;
}
