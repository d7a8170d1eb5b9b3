using System.Buffers;

namespace PacketFiles;

/// <summary>
/// Writes a classic pcap file (draft-ietf-opsawg-pcap): its header once, then a record for each packet, straight into the output's own
/// memory and without an allocation. The caller writes the header first.
/// </summary>
public sealed class PcapWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly PcapFileHeader _header;
    private readonly ByteOrder _order;
    private readonly uint _unit;

    /// <summary>Writes in this machine's byte order, as the format asks.</summary>
    /// <param name="output">Takes the header and every record with one advance each.</param>
    /// <param name="header">Link type, snapshot length and precision of the whole file.</param>
    /// <exception cref="ArgumentException">The snapshot length is 0, which the format forbids.</exception>
    public PcapWriter(IBufferWriter<byte> output, PcapFileHeader header)
        : this(output, header, ByteOrderExtensions.Native)
    {
    }

    /// <summary>Writes in the byte order given.</summary>
    /// <param name="output">Takes the header and every record with one advance each.</param>
    /// <param name="header">Link type, snapshot length and precision of the whole file.</param>
    /// <param name="order">The order of all numbers.</param>
    /// <exception cref="ArgumentException">The snapshot length is 0, which the format forbids.</exception>
    public PcapWriter(IBufferWriter<byte> output, PcapFileHeader header, ByteOrder order)
    {
        if (header.SnapLength == 0)
            throw new ArgumentException("A pcap file states a snapshot length of at least 1", nameof(header));
        _output = output;
        _header = header;
        _order = order;
        _unit = PcapPacketView.UnitOf(header.Precision);
    }

    /// <summary>Writes the file header.</summary>
    public void WriteFileHeader()
    {
        var at = _output.GetSpan(PcapFileHeader.Length);
        at[..PcapFileHeader.Length].Clear();
        _order.WriteUInt32(at, _header.Magic);
        _order.WriteUInt16(at[4..], PcapFileHeader.MajorVersion);
        _order.WriteUInt16(at[6..], PcapFileHeader.MinorVersion);
        _order.WriteUInt32(at[16..], _header.SnapLength);
        _order.WriteUInt32(at[20..], _header.LinkType);
        _output.Advance(PcapFileHeader.Length);
    }

    /// <summary>Writes one packet.</summary>
    /// <param name="timestamp">Nanoseconds since 1970-01-01 UTC, until 2106; what a file of microseconds cannot hold is cut off.</param>
    /// <param name="originalLength">Bytes the packet had; at least as many as there are in <paramref name="data"/>.</param>
    /// <param name="data">The bytes captured; they are copied.</param>
    /// <exception cref="ArgumentException">There are more bytes than the snapshot length or the original length allows.</exception>
    /// <exception cref="OverflowException">The time stamp lies beyond the year 2106.</exception>
    public void WritePacket(ulong timestamp, uint originalLength, ReadOnlySpan<byte> data)
    {
        if ((uint)data.Length > Math.Min(_header.SnapLength, originalLength))
        {
            throw new ArgumentException(
                $"{data.Length} bytes of a packet of {originalLength} where the snapshot length is {_header.SnapLength}", nameof(data));
        }
        var (seconds, nanoseconds) = Math.DivRem(timestamp, 1_000_000_000);
        var length = PcapPacketView.HeaderLength + data.Length;
        var at = _output.GetSpan(length);
        _order.WriteUInt32(at, checked((uint)seconds));
        _order.WriteUInt32(at[4..], (uint)nanoseconds / _unit);
        _order.WriteUInt32(at[8..], (uint)data.Length);
        _order.WriteUInt32(at[12..], originalLength);
        data.CopyTo(at[PcapPacketView.HeaderLength..]);
        _output.Advance(length);
    }
}
