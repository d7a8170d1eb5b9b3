namespace Capture.Rings;

/// <summary>Offsets in a record that the reader needs, in bytes; the rest of the Enhanced Packet Block is none of its business.</summary>
internal static unsafe class RecordFields
{
    public const int Length = 4;
    public const int InterfaceId = 8;
    public const int Stamp = 12;
    public const int CapturedLength = 20;
    public const int Packet = 28;

    /// <summary>From the end of the padded packet: behind epb_flags and the option's own header.</summary>
    private const int PacketId = 12;

    /// <summary>Where a record has its packet's id, or what the kernel side has put there: the packet's number.</summary>
    public static ulong* IdOf(byte* record) => (ulong*)(record + Packet + Padded(*(uint*)(record + CapturedLength)) + PacketId);

    /// <summary>Blocks hold packets in units of four bytes.</summary>
    public static uint Padded(uint length) => length + 3 & ~3u;
}
