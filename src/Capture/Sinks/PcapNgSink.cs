using System.Buffers;
using Ebpf.Sys;
using PacketFiles;

namespace Capture.Sinks;

/// <summary>
/// Writes a pcapng section: its header when capture goes live, an interface for each capture point, the packets' blocks as the rings
/// hold them, without a copy, and each interface's statistics at the end.
/// </summary>
public sealed class PcapNgSink : IPacketSink
{
    private readonly OutputStream _output;
    private readonly SectionHeader _header;
    private readonly Func<CapturePoint, InterfaceDescription> _describe;
    private readonly ArrayBufferWriter<byte> _own = new();
    private readonly PcapNgWriter _writer;
    private int _interfaces;
    private long _records;
    private bool _failed;

    /// <summary>Writes to <paramref name="output"/>, which becomes this sink's to dispose.</summary>
    /// <param name="output">File, pipe, or standard output.</param>
    /// <param name="header">What the section says about the capture.</param>
    /// <param name="describe">What a capture point is called in the file.</param>
    public PcapNgSink(OutputStream output, SectionHeader header, Func<CapturePoint, InterfaceDescription> describe)
    {
        _output = output;
        _header = header;
        _describe = describe;
        _writer = new PcapNgWriter(_own);
    }

    /// <summary>What a point's statistics say in words besides; null, or what returns null, for nothing.</summary>
    public Func<PointStatistics, string?>? PointComment { get; init; }

    /// <summary>
    /// Whether packets are chosen: then it is known how many were, and not how many were received.
    /// </summary>
    public bool IsSelective { get; init; }

    /// <summary>Interfaces of a file that all its readers take: some count them in a byte.</summary>
    public const int InterfacesForAll = 255;

    /// <summary>Called once, when the file gets more interfaces than <see cref="InterfacesForAll"/>.</summary>
    public Action? WhenMany { get; init; }

    /// <inheritdoc/>
    public void Begin()
    {
        _output.Begin();
        _writer.WriteSectionHeader(_header);
        WriteOwn();
    }

    /// <inheritdoc/>
    public void AddPoints(IReadOnlyList<CapturePoint> points)
    {
        foreach (var point in points)
            _writer.WriteInterfaceDescription(_describe(point));
        WriteOwn();
        var before = _interfaces;
        _interfaces += points.Count;
        if (before <= InterfacesForAll && _interfaces > InterfacesForAll)
            WhenMany?.Invoke();
    }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<IoVector> spans, int records)
    {
        var error = _output.Write(spans, out var accepted);
        if (error.IsError)
            throw Failure(error, accepted, WholeBlocks.Within(spans, accepted));
        _records += records;
        return records;
    }

    /// <inheritdoc/>
    public void End(IReadOnlyList<PointStatistics> statistics, ulong startTimeNs, ulong endTimeNs)
    {
        if (_failed)
            return;
        foreach (var point in statistics)
        {
            var seen = point.Captured + point.Lost;
            _writer.WriteInterfaceStatistics(new InterfaceStatistics
            {
                InterfaceId = point.Point.InterfaceId,
                Timestamp = endTimeNs,
                Comment = PointComment?.Invoke(point),
                StartTime = startTimeNs,
                EndTime = endTimeNs,
                Received = IsSelective ? null : seen,
                FilterAccepted = IsSelective ? seen : null,
                Dropped = point.Lost,
            });
        }
        WriteOwn();
    }

    /// <inheritdoc/>
    public void Dispose() => _output.Dispose();

    /// <summary>Sends the blocks composed here, all or none.</summary>
    private unsafe void WriteOwn()
    {
        fixed (byte* first = _own.WrittenSpan)
        {
            var vector = new IoVector(first, (nuint)_own.WrittenCount);
            var error = _output.Write(new ReadOnlySpan<IoVector>(in vector), out var accepted);
            if (error.IsError)
                throw Failure(error, accepted, default);
        }
        _own.ResetWrittenCount();
    }

    private Exception Failure(Errno error, long accepted, WholeBlocks whole)
    {
        _failed = true;
        _records += whole.Packets;
        if (error == Errno.EPIPE)
            return new OutputClosedException(_output.Path, _records);
        _output.KeepOnly(_output.Written - accepted + whole.Bytes);
        return new OutputFailedException(_output.Path, error, _output.Written, _records);
    }
}
