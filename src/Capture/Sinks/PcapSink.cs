using Ebpf.Sys;
using PacketFiles;

namespace Capture.Sinks;

/// <summary>
/// Writes a classic pcap file: its header when capture goes live, then a record for each packet. All capture points go into it as
/// they come; the format has no room for which one a packet is of, nor for actions, queues, ids and losses.
/// </summary>
public sealed class PcapSink : IPacketSink
{
    private const int FlushAt = 256 * 1024;

    private readonly OutputStream _output;
    private readonly PcapFileHeader _header;
    private readonly PacketBuffer _buffer;
    private readonly PcapWriter _writer;
    private long _records;
    private int _pending;

    /// <summary>Writes to <paramref name="output"/>, which becomes this sink's to dispose.</summary>
    /// <param name="output">File, pipe, or standard output.</param>
    /// <param name="header">What the file says of all its packets.</param>
    public PcapSink(OutputStream output, PcapFileHeader header)
    {
        _output = output;
        _header = header;
        _buffer = new PacketBuffer(FlushAt + PcapPacketView.HeaderLength + checked((int)header.SnapLength));
        _writer = new PcapWriter(_buffer, header);
    }

    /// <inheritdoc/>
    public void Begin()
    {
        _output.Begin();
        _writer.WriteFileHeader();
        Flush();
    }

    /// <inheritdoc/>
    /// <exception cref="CaptureException">A point's packets are of another link type than the file says.</exception>
    public void AddPoints(IReadOnlyList<CapturePoint> points)
    {
        if (points.FirstOrDefault(point => point.LinkType != _header.LinkType) is { } other)
            throw CaptureErrors.PcapHasOneLinkType(other, _header.LinkType);
    }

    /// <inheritdoc/>
    public unsafe int Write(ReadOnlySpan<IoVector> spans, int records)
    {
        foreach (var span in spans)
        {
            var rest = new ReadOnlySpan<byte>(span.Base, checked((int)span.Length));
            while (!rest.IsEmpty)
            {
                if (!EnhancedPacketView.TryParse(rest, out var packet))
                    throw new InvalidDataException($"No packet block at the last {rest.Length} of {span.Length} bytes");
                if (_buffer.Length >= FlushAt)
                    Flush();
                _writer.WritePacket(packet.Timestamp, packet.OriginalLength, packet.Data);
                _pending++;
                rest = rest[packet.BlockLength..];
            }
        }
        Flush();
        return records;
    }

    /// <inheritdoc/>
    public void End(IReadOnlyList<PointStatistics> statistics, ulong startTimeNs, ulong endTimeNs)
    {
        // All records are out, and the format has no place for statistics.
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    private void Flush()
    {
        if (_buffer.Length == 0)
            return;
        var vector = _buffer.Vector;
        var error = _output.Write(new ReadOnlySpan<IoVector>(in vector), out var accepted);
        if (error.IsError)
            throw Failure(error, accepted);
        _records += _pending;
        _pending = 0;
        _buffer.Clear();
    }

    private Exception Failure(Errno error, long accepted)
    {
        var whole = WholeRecords(accepted);
        _records += whole.Packets;
        if (error == Errno.EPIPE)
            return new OutputClosedException(_output.Path, _records);
        _output.KeepOnly(_output.Written - accepted + whole.Bytes);
        return new OutputFailedException(_output.Path, error, _output.Written, _records);
    }

    /// <summary>What is worth keeping of a write that was cut short; nothing of a header, which no packets are pending behind.</summary>
    private (long Bytes, long Packets) WholeRecords(long accepted)
    {
        var (bytes, packets) = (0, 0);
        while (packets < _pending && PcapPacketView.TryParse(_buffer.Written[bytes..], _header.Precision, out var packet))
        {
            if (bytes + packet.RecordLength > accepted)
                break;
            bytes += packet.RecordLength;
            packets++;
        }
        return (bytes, packets);
    }
}
