using Ebpf.Objects;
using Ebpf.Xdp;

namespace Bench.Testbeds;

/// <summary>
/// Runs by hand of the very program that a capture has attached, while the tool reads what it writes: what its parts cost, without
/// everything else that happens to a packet.
/// </summary>
internal static class ProgramTrial
{
    // Of one byte each this is more than a whole ring, the first lap of which is not measured: memory that was never written to.
    private const int WarmingRuns = 1200, Runs = 300;

    /// <summary>So many at a time as any ring has room for; then the reader gets time to empty it.</summary>
    private const uint RunsAtOnce = 256;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Nanoseconds of one run of a program that only passes packets on.</summary>
    public static double Bare(int frameLength, CancellationToken stop)
    {
        using var testbed = new Testbed();
        using var program = SmallProgram.Passing(testbed);
        return Median(testbed, program.Program, frameLength, stop);
    }

    /// <summary>Nanoseconds of one run of a tool's program, the packet captured to /dev/null.</summary>
    /// <param name="tool">Which.</param>
    /// <param name="frameLength">In bytes.</param>
    /// <param name="stop">Ends it early.</param>
    /// <param name="words">Arguments besides those that every capture needs.</param>
    public static double Captured(Tool tool, int frameLength, CancellationToken stop, params string[] words)
    {
        using var testbed = new Testbed();
        using var capture = RunningCapture.Start(testbed, tool, [.. Tool.OwnProgram, "-w", "/dev/null", .. words]);
        var attached = testbed.Network.Inside(() => NetworkInterfaces.ByIndex(testbed.Network.ReceiverIndex))!.Attachments[0];
        using var program = BpfProgram.OpenById(attached.ProgramId);
        var median = Median(testbed, program, frameLength, stop);
        capture.Stop();
        return median;
    }

    private static double Median(Testbed testbed, BpfProgram program, int frameLength, CancellationToken stop)
    {
        var options = new TestRunOptions
        {
            Data = Traffic.UdpFrame(frameLength),
            Context = XdpContext.Create(frameLength, testbed.Network.ReceiverIndex),
            Repeat = RunsAtOnce,
        };
        return testbed.OnSenderCpu(() =>
        {
            var durations = new List<uint>();
            for (var run = 0; run < WarmingRuns + Runs; run++)
            {
                stop.ThrowIfCancellationRequested();
                var duration = program.TestRun(options).DurationNanoseconds;
                if (run >= WarmingRuns)
                    durations.Add(duration);
                Thread.Sleep(s_pause);
            }

            durations.Sort();
            return (double)durations[Runs / 2];
        });
    }
}
