using Bench.Results;
using Ebpf.Objects;
using Ebpf.Xdp;

namespace Bench.Testbeds;

/// <summary>
/// Runs by hand of the very program that an interface runs, while the tool reads what it writes: what its parts cost, without everything
/// else that happens to a packet.
/// </summary>
internal sealed class ProgramRuns(Lineup lineup, int frameLength, CancellationToken stop)
{
    private const int WarmingTurns = 20;
    private const int Calls = 4;

    /// <summary>Any reader is woken in it, or looks at its ring.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    /// <summary>So many at a time as any ring has room for; then the reader gets time to empty it.</summary>
    private readonly uint _runsAtOnce = frameLength > 2048 ? 64u : 256u;

    /// <summary>Nanoseconds of one run for each lane of the lineup in turns.</summary>
    public void Take(Row row, int turns) => lineup.Testbed.OnSenderCpu(() =>
    {
        foreach (var lane in lineup.Lanes)
            FillRing(lane);
        Turns.Warm(WarmingTurns, lineup.Lanes, Duration, stop);
        Turns.Take(row, turns, lineup.Lanes, lane => lane.Subject, Duration, stop);
    });

    /// <summary>The first lap of a large ring is another matter: memory that was never written to.</summary>
    private void FillRing(Lane lane)
    {
        const int AtOnce = 512;
        // Whatever is kept of a packet, in case it is only the beginning.
        var record = Lane.RecordOverhead + (frameLength <= 64 ? 4 : frameLength);
        for (long bytes = 0; lane.HasLargeRing && bytes < Lane.RingSize; bytes += AtOnce * record)
        {
            Run(lane, AtOnce);
            lane.LetReaderFinish(s_pause);
        }
    }

    private double? Duration(Lane lane)
    {
        Run(lane, Lane.PacketsToWake);
        Thread.Sleep(Lane.TimeToWake);
        var each = Disturbance.Undisturbed(() =>
        {
            // The kernel tells whole nanoseconds of a call; several calls tell parts of one.
            var duration = 0d;
            for (var call = 0; call < Calls; call++)
                duration += Run(lane, _runsAtOnce / Calls) / Calls;
            return (duration, TimeSpan.FromMicroseconds(duration * _runsAtOnce / 1e3));
        });
        lane.LetReaderFinish(s_pause);
        return each;
    }

    private double Run(Lane lane, uint count)
    {
        stop.ThrowIfCancellationRequested();
        var result = lane.Program.TestRun(new TestRunOptions
        {
            Data = Traffic.UdpFrame(frameLength),
            Context = XdpContext.Create(frameLength, lane.Receiver.Index),
            Repeat = count,
        });
        return result.ReturnValue == (uint)XdpAction.Pass
            ? result.DurationNanoseconds
            : throw new InvalidOperationException($"the program of {lane.Subject} returned {result.ReturnValue} for {frameLength} bytes, not XDP_PASS");
    }
}
