using Capture.Model;
using Capture.Output;
using Capture.Reasons;
using Linux.Files;
using PacketFiles;

namespace Capture.Sinks;

/// <summary>
/// Writes a classic pcap file to each output: its header, then a record for each packet. All capture points go into it as they come; the
/// format has no room for which one a packet is of, nor for actions, queues, ids and losses.
/// </summary>
public sealed class PcapSink : IPacketSink
{
    private const int FlushAt = 256 * 1024;

    private readonly PcapFileHeader _header;
    private readonly PacketBuffer _buffer;
    private readonly PacketEnds _ends = new(FlushAt / PcapPacketView.HeaderLength + 1);
    private readonly PcapWriter _writer;
    private OutputStream? _output;

    /// <summary>Makes room for the longest packets.</summary>
    /// <param name="header">What the file says of all its packets.</param>
    public PcapSink(PcapFileHeader header)
    {
        _header = header;
        _buffer = new PacketBuffer(FlushAt + PcapPacketView.HeaderLength + checked((int)header.SnapLength));
        _writer = new PcapWriter(_buffer, header);
    }

    /// <inheritdoc/>
    public OutputEnd? Ended { get; private set; }

    /// <inheritdoc/>
    public void Begin(OutputStream output)
    {
        if (Ended is not null)
            return;
        _output = output;
        Ended = output.Begin();
        if (Ended is not null)
            return;
        _writer.WriteFileHeader();
        Flush(output);
    }

    /// <inheritdoc/>
    /// <exception cref="CaptureException">A point's packets are of another link type than the file says.</exception>
    public void AddPoints(IReadOnlyList<CapturePoint> points)
    {
        if (Ended is null && points.FirstOrDefault(point => point.LinkType != _header.LinkType) is { } other)
            throw new CaptureException(new PcapHasOneLinkType(other.InterfaceName, other.LinkTypeName, _header.LinkType));
    }

    /// <inheritdoc/>
    public int Write(PacketBatch batch)
    {
        if (Ended is not null)
            return 0;
        var output = _output.Begun();
        var kept = 0;
        foreach (var packet in batch)
        {
            if (_buffer.Length >= FlushAt)
            {
                kept += Flush(output);
                if (Ended is not null)
                    return kept;
            }

            _writer.WritePacket(packet.Timestamp, packet.OriginalLength, packet.Data);
            _ends.Add(_buffer.Length);
        }

        return kept + Flush(output);
    }

    /// <inheritdoc/>
    /// <remarks>All records are out, and the format has no place for statistics.</remarks>
    public void End(IReadOnlyList<PointStatistics> statistics, ulong startTimeNs, ulong endTimeNs) => _output = null;

    /// <returns>Packets that went out whole.</returns>
    private int Flush(OutputStream output)
    {
        if (_buffer.Length == 0)
            return 0;
        var vector = _buffer.Vector;
        var error = output.Write(new ReadOnlySpan<IoVector>(in vector), out var accepted);
        var whole = _ends.Within(accepted);
        if (error.IsError)
            Ended = output.EndAfter(error, output.Written - accepted + whole.Bytes);
        _buffer.Clear();
        _ends.Clear();
        return whole.Packets;
    }
}
