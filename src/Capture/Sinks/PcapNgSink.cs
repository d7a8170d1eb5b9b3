using System.Buffers;
using Capture.Model;
using Capture.Output;
using Linux.Files;
using PacketFiles;

namespace Capture.Sinks;

/// <summary>
/// Writes a pcapng section to each output: its header, an interface for each capture point, the packets' blocks as the source holds them,
/// without a copy, and each interface's statistics at the end.
/// </summary>
public sealed class PcapNgSink : IPacketSink
{
    /// <summary>Interfaces of a file that all its readers take: some count them in a byte.</summary>
    public const int InterfacesForAll = 255;

    private readonly SectionHeader _header;
    private readonly Func<CapturePoint, InterfaceDescription> _describe;
    private readonly List<InterfaceDescription> _interfaces = [];
    private readonly ArrayBufferWriter<byte> _own = new();
    private readonly PcapNgWriter _writer;
    private OutputStream? _output;

    /// <summary>Takes what the files are to say.</summary>
    /// <param name="header">What a section says about the capture.</param>
    /// <param name="describe">What a capture point is called in the file; asked once for each point.</param>
    public PcapNgSink(SectionHeader header, Func<CapturePoint, InterfaceDescription> describe)
    {
        (_header, _describe) = (header, describe);
        _writer = new PcapNgWriter(_own);
    }

    /// <summary>What a point's statistics say in words besides; null, or what returns null, for nothing.</summary>
    public Func<PointStatistics, string?>? PointComment { get; init; }

    /// <summary>
    /// Whether packets are chosen: then it is known how many were, and not how many were received.
    /// </summary>
    public bool IsSelective { get; init; }

    /// <summary>Called once, when the file gets more interfaces than <see cref="InterfacesForAll"/>.</summary>
    public Action? WhenMany { get; init; }

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
        _writer.WriteSectionHeader(_header);
        _interfaces.ForEach(_writer.WriteInterfaceDescription);
        WriteOwn(output);
    }

    /// <inheritdoc/>
    public void AddPoints(IReadOnlyList<CapturePoint> points)
    {
        if (Ended is not null)
            return;
        var before = _interfaces.Count;
        _interfaces.AddRange(points.Select(_describe));
        if (_output is not null)
        {
            _interfaces[before..].ForEach(_writer.WriteInterfaceDescription);
            WriteOwn(_output);
        }

        if (before <= InterfacesForAll && _interfaces.Count > InterfacesForAll)
            WhenMany?.Invoke();
    }

    /// <inheritdoc/>
    public int Write(PacketBatch batch)
    {
        if (Ended is not null)
            return 0;
        var output = _output.Begun();
        var error = output.Write(batch.Spans, out var accepted);
        if (!error.IsError)
            return batch.Records;
        var whole = batch.WholeWithin(accepted);
        Ended = output.EndAfter(error, output.Written - accepted + whole.Bytes);
        return whole.Records;
    }

    /// <inheritdoc/>
    public void End(IReadOnlyList<PointStatistics> statistics, ulong startTimeNs, ulong endTimeNs)
    {
        if (Ended is not null)
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

        WriteOwn(_output.Begun());
        _output = null;
    }

    /// <summary>Sends the blocks composed here, all or none.</summary>
    private unsafe void WriteOwn(OutputStream output)
    {
        fixed (byte* first = _own.WrittenSpan)
        {
            var vector = new IoVector(first, (nuint)_own.WrittenCount);
            var error = output.Write(new ReadOnlySpan<IoVector>(in vector), out var accepted);
            if (error.IsError)
                Ended = output.EndAfter(error, output.Written - accepted);
        }

        _own.ResetWrittenCount();
    }
}
