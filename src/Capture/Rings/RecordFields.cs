namespace Capture.Rings;

/// <summary>Offsets in a record that the reader needs, in bytes; the rest of the Enhanced Packet Block is none of its business.</summary>
internal static class RecordFields
{
    public const int Length = 4;
    public const int InterfaceId = 8;
    public const int Stamp = 12;
    public const int CapturedLength = 20;
    public const int Packet = 28;

    /// <summary>Of the packet id, from the end of the padded packet: behind epb_flags and the option's own header.</summary>
    public const int PacketId = 12;
}
