using System.Buffers.Binary;

namespace PacketFiles;

/// <summary>
/// The byte order of a pcapng section or a classic pcap file, all of whose numbers are in it: the machine's own for a capture. A reader
/// tells it from a magic number (pcapng draft, section 4.1; pcap draft, section 4).
/// </summary>
public enum ByteOrder : byte
{
    /// <summary>Least significant byte first.</summary>
    LittleEndian,

    /// <summary>Most significant byte first.</summary>
    BigEndian,
}

/// <summary>Reads and writes numbers in a section's byte order.</summary>
internal static class ByteOrderExtensions
{
    /// <summary>This machine's order: the one the kernel writes packet blocks in.</summary>
    public static ByteOrder Native => BitConverter.IsLittleEndian ? ByteOrder.LittleEndian : ByteOrder.BigEndian;

    extension(ByteOrder order)
    {
        public ushort ReadUInt16(ReadOnlySpan<byte> at) => order == ByteOrder.BigEndian
            ? BinaryPrimitives.ReadUInt16BigEndian(at)
            : BinaryPrimitives.ReadUInt16LittleEndian(at);

        public uint ReadUInt32(ReadOnlySpan<byte> at) => order == ByteOrder.BigEndian
            ? BinaryPrimitives.ReadUInt32BigEndian(at)
            : BinaryPrimitives.ReadUInt32LittleEndian(at);

        public ulong ReadUInt64(ReadOnlySpan<byte> at) => order == ByteOrder.BigEndian
            ? BinaryPrimitives.ReadUInt64BigEndian(at)
            : BinaryPrimitives.ReadUInt64LittleEndian(at);

        /// <summary>A time stamp: the upper 32 bits come first, whatever the byte order (pcapng draft, section 4.3).</summary>
        public ulong ReadTimestamp(ReadOnlySpan<byte> at) => (ulong)order.ReadUInt32(at) << 32 | order.ReadUInt32(at[4..]);

        public void WriteUInt16(Span<byte> at, ushort value)
        {
            if (order == ByteOrder.BigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(at, value);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(at, value);
        }

        public void WriteUInt32(Span<byte> at, uint value)
        {
            if (order == ByteOrder.BigEndian)
                BinaryPrimitives.WriteUInt32BigEndian(at, value);
            else
                BinaryPrimitives.WriteUInt32LittleEndian(at, value);
        }

        public void WriteUInt64(Span<byte> at, ulong value)
        {
            if (order == ByteOrder.BigEndian)
                BinaryPrimitives.WriteUInt64BigEndian(at, value);
            else
                BinaryPrimitives.WriteUInt64LittleEndian(at, value);
        }
    }
}
