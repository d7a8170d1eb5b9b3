using Capture.Model;
using Capture.Sinks;
using Ebpf.Sys;

namespace Capture.Rings;

/// <summary>The loop between the rings and a sink: collects what is due, hands it on, sleeps when there is nothing.</summary>
/// <remarks>
/// While packets come it looks once a millisecond, or at once when there is much to do: few large writes, and no
/// cost to the CPUs that receive. After a quiet while it asks for the doorbell and sleeps.
/// </remarks>
internal sealed class CaptureReader
{
    private const int NapMilliseconds = 1;
    private const int QuietNapsBeforeSleep = 10;

    // A net under the doorbell, and never more than one wake-up a second.
    private const int SleepMilliseconds = 1000;

    // With this much collected in one round the next one starts at once.
    private const long BusyBytes = 256 * 1024;

    private const long LookNanoseconds = 1_000_000_000;

    private readonly CaptureRing[] _rings;
    private readonly RingMerger _merger;
    private readonly Doorbell _doorbell;
    private readonly WallClock _clock;
    private readonly PacketBatch _batch;
    private long _looked;

    /// <param name="rings">The rings.</param>
    /// <param name="merger">Puts their records in order.</param>
    /// <param name="doorbell">Wakes the reader.</param>
    /// <param name="clock">Is kept right.</param>
    /// <param name="snapLength">The most bytes wanted of a packet.</param>
    public CaptureReader(CaptureRing[] rings, RingMerger merger, Doorbell doorbell, WallClock clock, uint snapLength)
    {
        (_rings, _merger, _doorbell, _clock) = (rings, merger, doorbell, clock);
        _batch = new PacketBatch { SnapLength = snapLength };
    }

    /// <summary>What the sink has kept so far.</summary>
    public CaptureCounts Counts { get; } = new();

    /// <summary>
    /// Runs until someone asks to stop, <paramref name="limit"/> records were kept, the sink's output has ended, or nothing more can come.
    /// </summary>
    /// <param name="sink">Gets the records.</param>
    /// <param name="requests">Asks to stop, or for the counts.</param>
    /// <param name="limit">The most records.</param>
    /// <param name="watch">What else there is to see to.</param>
    /// <param name="tellCounts">Called when the counts are asked for.</param>
    public void Run(IPacketSink sink, CaptureRequests requests, long limit, IReaderWatch watch, Action tellCounts)
    {
        using var clockStep = new ClockStepTimer();
        // The doorbell is last: a reader that is awake has no ear for it.
        Span<PollEntry> asleep =
        [
            new PollEntry(watch.Handle, PollEvents.In), new PollEntry(requests.Handle, PollEvents.In),
            new PollEntry(clockStep.Handle, PollEvents.In), new PollEntry(_doorbell.Handle, PollEvents.In),
        ];
        var awake = asleep[..^1];
        var quietNaps = 0;

        while (!requests.IsStopRequested && Counts.Records < limit && sink.Ended is null && !watch.IsOver)
        {
            LookAround(clockStep, watch, asleep[0].Returned != PollEvents.None);
            asleep[0].Returned = PollEvents.None;
            if (requests.TakeCountsRequest())
                tellCounts();
            var bytes = Round(sink, limit);
            if (bytes >= BusyBytes)
            {
                quietNaps = 0;
                continue;
            }

            quietNaps = bytes > 0 || _merger.HasPending ? 0 : quietNaps + 1;
            if (quietNaps <= QuietNapsBeforeSleep)
            {
                Poll.Wait(awake, NapMilliseconds);
                continue;
            }

            _doorbell.Arm();
            if (!AnyNews())
                Poll.Wait(asleep, SleepMilliseconds);
            _doorbell.Disarm();
        }
    }

    /// <summary>Hands on everything that is left once no program writes any more.</summary>
    public void Drain(IPacketSink sink, long limit)
    {
        while (Counts.Records < limit && sink.Ended is null && Round(sink, limit, everything: true) > 0)
        {
        }
    }

    private long Round(IPacketSink sink, long limit, bool everything = false)
    {
        _merger.Collect(_batch, (ulong)Clock.MonotonicNanoseconds(), limit - Counts.Records, everything);
        if (_batch.Records > 0)
            Counts.Add(_batch, sink.Write(_batch));
        _merger.GiveBack();
        return _batch.Bytes + _merger.Dropped;
    }

    private void LookAround(ClockStepTimer clockStep, IReaderWatch watch, bool called)
    {
        var now = Clock.MonotonicNanoseconds();
        var due = now - _looked >= LookNanoseconds;
        if (clockStep.ConsumeStep() || due)
            _clock.Refresh();
        if (called || due)
            watch.Look();
        if (due)
            _looked = now;
    }

    private bool AnyNews()
    {
        foreach (var ring in _rings)
        {
            if (ring.HasNews)
                return true;
        }

        return false;
    }
}
