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
    private readonly RecordBatch _batch = new();
    private long _looked;

    public CaptureReader(CaptureRing[] rings, RingMerger merger, Doorbell doorbell, WallClock clock) =>
        (_rings, _merger, _doorbell, _clock) = (rings, merger, doorbell, clock);

    /// <summary>Records the sink has kept so far.</summary>
    public long Kept { get; private set; }

    /// <summary>Runs until someone asks to stop, <paramref name="limit"/> records were kept, or nothing more can come.</summary>
    /// <param name="sink">Gets the records.</param>
    /// <param name="requests">Asks to stop, or for the counts.</param>
    /// <param name="limit">The most records.</param>
    /// <param name="watch">What else there is to see to.</param>
    /// <param name="tellCounts">Called when the counts are asked for.</param>
    /// <exception cref="OutputClosedException">Nobody reads the output any more.</exception>
    /// <exception cref="OutputFailedException">The output cannot be written.</exception>
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

        while (!requests.IsStopRequested && Kept < limit && !watch.IsOver)
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
        while (Kept < limit && Round(sink, limit, everything: true) > 0)
        {
        }
    }

    private long Round(IPacketSink sink, long limit, bool everything = false)
    {
        _merger.Collect(_batch, (ulong)Clock.MonotonicNanoseconds(), limit - Kept, everything);
        if (_batch.Records == 0)
        {
            _merger.GiveBack();
            return _merger.Dropped;
        }

        try
        {
            sink.Write(_batch.Spans, _batch.Records);
            Kept += _batch.Records;
        }
        catch (OutputFailedException failure)
        {
            KeepOnly(failure.RecordsKept);
            throw;
        }
        catch (OutputClosedException closed)
        {
            KeepOnly(closed.RecordsKept);
            throw;
        }

        _merger.GiveBack();
        return _batch.Bytes + _merger.Dropped;
    }

    /// <summary>The output took part of the batch only: what it did not take was not captured.</summary>
    private void KeepOnly(long records)
    {
        _merger.TakeBack(_batch, (int)(records - Kept));
        Kept = records;
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
