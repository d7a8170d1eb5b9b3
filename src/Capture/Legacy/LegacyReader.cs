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
    private readonly PacketBuffer _batch;
    private readonly PcapNgWriter _writer;
    private readonly ulong[] _captured;
    private readonly PollEntry[] _entries;
    private readonly ISourceWatch _watch;
    private long _looked;
    private int _pending;

    public LegacyReader(IReadOnlyList<IPacketSource> sources, IReadOnlyList<CapturePoint> points, uint snapLength, ISourceWatch watch)
    {
        (_sources, _points, _watch) = (sources, points, watch);
        _merger = new SourceMerger(sources, Clock.RealtimeNanoseconds);
        _batch = new PacketBuffer(FlushAt + BlockOverhead + checked((int)snapLength));
        _writer = new PcapNgWriter(_batch);
        _captured = new ulong[points.Count];
        _entries = new PollEntry[sources.Count + 2];
    }

    /// <summary>Packets the sink has kept so far.</summary>
    public long Kept { get; private set; }

    /// <summary>
    /// Runs until someone asks to stop, and then to the last packet stamped before that; until all sources have ended; or until the limit
    /// is reached.
    /// </summary>
    /// <exception cref="OutputClosedException">Nobody reads the output any more.</exception>
    /// <exception cref="OutputFailedException">The output cannot be written.</exception>
    public void Run(IPacketSink sink, CaptureRequests requests, long limit, Action? tellCounts = null)
    {
        long? end = null;
        while (Kept < limit)
        {
            if (requests.IsStopRequested)
                end ??= Clock.RealtimeNanoseconds();
            if (requests.TakeCountsRequest())
                tellCounts?.Invoke();
            switch (_merger.Next(end ?? long.MaxValue, out var source, out var packet))
            {
                case MergeStep.Packet:
                    Append(source, packet);
                    if (_batch.Length >= FlushAt || Kept + _pending >= limit)
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
        [.. _points.Select((point, index) => new PointStatistics(point, _captured[index], _sources[index].Dropped))];

    private void Append(int source, SourcePacket packet)
    {
        _writer.WriteEnhancedPacket(new EnhancedPacket
        {
            InterfaceId = _points[source].InterfaceId,
            Timestamp = packet.Timestamp,
            OriginalLength = packet.OriginalLength,
            Data = packet.Data,
        });
        _captured[source]++;
        _pending++;
    }

    private void Flush(IPacketSink sink)
    {
        if (_pending > 0)
            Send(sink);
        while (_merger.Ended.TryDequeue(out var ended))
            _watch.Leave(ended.Source, ended.Reason);
        if (Clock.MonotonicNanoseconds() - _looked >= LookEveryNanoseconds)
            Look();
    }

    private void Send(IPacketSink sink)
    {
        var vector = _batch.Vector;
        try
        {
            Kept += sink.Write(new ReadOnlySpan<IoVector>(in vector), _pending);
        }
        catch (OutputClosedException closed)
        {
            Forget(closed.RecordsKept - Kept);
            throw;
        }
        catch (OutputFailedException failed)
        {
            Forget(failed.RecordsKept - Kept);
            throw;
        }

        _pending = 0;
        _batch.Clear();
    }

    /// <summary>Takes the packets behind the first <paramref name="kept"/> of the batch out of the counts.</summary>
    private void Forget(long kept)
    {
        Kept += kept;
        for (var rest = _batch.Written; EnhancedPacketView.TryParse(rest, out var packet); rest = rest[packet.BlockLength..])
        {
            if (kept-- <= 0)
                _captured[packet.InterfaceId - _points[0].InterfaceId]--;
        }
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
