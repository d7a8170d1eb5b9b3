using Capture.Model;
using Capture.Sinks;
using Ebpf.Sys;
using PacketFiles;

namespace Capture.Legacy;

/// <summary>The loop between libpcap and a sink: makes each packet a block as the rings have them, and sleeps when there is nothing.</summary>
internal sealed class LegacyReader
{
    private const int FlushAt = 256 * 1024;

    // Lengths, alignment and end of options come on top of a packet's bytes.
    private const int BlockOverhead = EnhancedPacketView.MinimumLength + 8;

    // libpcap finds out that an interface has gone only when it is asked some time after it went down.
    private const int SleepMilliseconds = 250;

    private const long LookEveryNanoseconds = 1_000_000_000;

    private readonly IReadOnlyList<IPacketSource> _sources;
    private readonly IReadOnlyList<CapturePoint> _points;
    private readonly SourceMerger _merger;
    private readonly PacketBuffer _blocks;
    private readonly PacketBatch _batch = new();
    private readonly PcapNgWriter _writer;
    private readonly PollEntry[] _entries;
    private readonly ISourceWatch _watch;
    private long _looked;

    public LegacyReader(IReadOnlyList<IPacketSource> sources, IReadOnlyList<CapturePoint> points, uint snapLength, ISourceWatch watch)
    {
        (_sources, _points, _watch) = (sources, points, watch);
        _merger = new SourceMerger(sources, Clock.RealtimeNanoseconds);
        _blocks = new PacketBuffer(FlushAt + BlockOverhead + checked((int)snapLength));
        _writer = new PcapNgWriter(_blocks);
        _entries = new PollEntry[sources.Count + 2];
    }

    /// <summary>What the sink has kept so far.</summary>
    public CaptureCounts Counts { get; } = new();

    /// <summary>
    /// Runs until someone asks to stop, and then to the last packet stamped before that; until all sources have ended; or until the limit
    /// is reached or the sink's output has ended.
    /// </summary>
    public void Run(IPacketSink sink, CaptureRequests requests, long limit, Action? tellCounts = null)
    {
        long? end = null;
        while (Counts.Records < limit && sink.Ended is null)
        {
            if (requests.IsStopRequested)
                end ??= Clock.RealtimeNanoseconds();
            if (requests.TakeCountsRequest())
                tellCounts?.Invoke();
            switch (_merger.Next(end ?? long.MaxValue, out var source, out var packet))
            {
                case MergeStep.Packet:
                    Append(source, packet);
                    if (_batch.Bytes >= FlushAt || Counts.Records + _batch.Records >= limit)
                        Flush(sink);
                    break;
                case MergeStep.Wait:
                    Flush(sink);
                    Wait(end is null ? requests : null);
                    break;
                default:
                    Flush(sink);
                    return;
            }
        }
    }

    /// <summary>What was captured at each point, and what the kernel had no room for.</summary>
    public List<PointStatistics> Statistics() =>
    [
        .. _points.Select((point, index) =>
            new PointStatistics(point, Counts.CapturedAt((int)point.InterfaceId), _sources[index].Dropped)),
    ];

    private unsafe void Append(int source, SourcePacket packet)
    {
        var before = _blocks.Length;
        var point = _points[source].InterfaceId;
        _writer.WriteEnhancedPacket(new EnhancedPacket
        {
            InterfaceId = point,
            Timestamp = packet.Timestamp,
            OriginalLength = packet.OriginalLength,
            Data = packet.Data,
        });
        if (!_batch.TryAppend(_blocks.Start + before, (uint)(_blocks.Length - before), (int)point))
            throw new InvalidOperationException("A batch holds more than the blocks are sent after");
    }

    private void Flush(IPacketSink sink)
    {
        if (_batch.Records > 0)
            Send(sink);
        if (sink.Ended is not null)
            return;
        while (_merger.Ended.TryDequeue(out var ended))
            _watch.Leave(ended.Source, ended.Reason);
        if (Clock.MonotonicNanoseconds() - _looked >= LookEveryNanoseconds)
            Look();
    }

    private void Send(IPacketSink sink)
    {
        Counts.Add(_batch, sink.Write(_batch));
        _batch.Clear();
        _blocks.Clear();
    }

    private void Wait(CaptureRequests? requests)
    {
        var count = _merger.CollectEmpty(_entries);
        _entries[count++] = new PollEntry(_watch.Handle, PollEvents.In);
        if (requests is not null)
            _entries[count++] = new PollEntry(requests.Handle, PollEvents.In);
        var patience = _merger.Patience == 0 ? SleepMilliseconds : (int)(_merger.Patience / 1_000_000) + 1;
        var entries = _entries.AsSpan(0, count);
        Poll.Wait(entries, Math.Min(patience, SleepMilliseconds));
        if (entries[requests is null ? ^1 : ^2].Returned != PollEvents.None)
            Look();
    }

    private void Look()
    {
        _looked = Clock.MonotonicNanoseconds();
        _watch.Look();
    }
}
