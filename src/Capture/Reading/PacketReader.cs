using Capture.Handover;
using Capture.Model;
using Capture.Sinks;
using Capture.Stages;
using Linux.Files;
using Linux.Time;

namespace Capture.Reading;

/// <summary>The loop between the sources and a sink: collects what is due, hands it on, sleeps when there is nothing.</summary>
/// <remarks>
/// While packets come it looks once a millisecond, or at once when there is much to do: few large writes, and no
/// cost to the CPUs that receive. After a quiet while it asks to be woken and sleeps.
/// </remarks>
/// <param name="sources">Where packets come from.</param>
/// <param name="clock">Kept right as long as the loop runs.</param>
/// <param name="snapLength">The most bytes wanted of a packet.</param>
internal sealed class PacketReader(SourceSet sources, WallClock clock, uint snapLength)
{
    private const int NapMilliseconds = 1;
    private const int QuietNapsBeforeSleep = 10;
    private const int SleepMilliseconds = 1000;

    // With this much collected in one round the next one starts at once.
    private const long BusyBytes = 256 * 1024;

    private const long LookNanoseconds = 1_000_000_000;

    private readonly PacketBatch _batch = new() { SnapLength = snapLength };
    private long _looked;

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
    public void Run(IPacketSink sink, CaptureRequests requests, long limit, IHookingSide watch, Action tellCounts)
    {
        using var clockStep = new ClockStepTimer();
        Span<PollEntry> others =
        [
            new PollEntry(watch.Handle, PollEvents.In), new PollEntry(requests.Handle, PollEvents.In),
            new PollEntry(clockStep.Handle, PollEvents.In),
        ];
        var quietNaps = 0;

        while (!requests.IsStopRequested && Counts.Records < limit && sink.Ended is null && !watch.IsOver)
        {
            LookAround(clockStep, watch, others[0].Returned != PollEvents.None);
            others[0].Returned = PollEvents.None;
            if (requests.TakeCountsRequest())
                tellCounts();
            var bytes = Round(sink, limit);
            if (bytes >= BusyBytes || !_batch.HasRoom)
            {
                quietNaps = 0;
                continue;
            }

            quietNaps = bytes > 0 || sources.HasPending ? 0 : quietNaps + 1;
            if (quietNaps <= QuietNapsBeforeSleep)
                Poll.Wait(others, NapMilliseconds);
            else
                sources.Sleep(others, SleepMilliseconds);
        }
    }

    /// <summary>Hands on everything that came before the sources were told to end.</summary>
    public void Drain(IPacketSink sink, long limit)
    {
        while (Counts.Records < limit && sink.Ended is null)
        {
            if (Round(sink, limit) > 0)
                continue;
            if (sources.HaveEnded)
                return;
            Poll.Wait([], NapMilliseconds); // what the kernel has stamped may show a little later
        }
    }

    private long Round(IPacketSink sink, long limit)
    {
        sources.Fill(_batch, (ulong)Clock.MonotonicNanoseconds(), limit - Counts.Records);
        if (_batch.Records > 0)
            Counts.Add(_batch, sink.Write(_batch));
        return _batch.Bytes + sources.GiveBack();
    }

    private void LookAround(ClockStepTimer clockStep, IHookingSide watch, bool called)
    {
        var now = Clock.MonotonicNanoseconds();
        var due = now - _looked >= LookNanoseconds;
        if (clockStep.ConsumeStep() || due)
            clock.Refresh();
        if (called || due || sources.SomeHaveEnded)
            watch.Look();
        if (due)
            _looked = now;
    }
}
