using System.Diagnostics;
using System.Globalization;
using Bench.Results;
using Ebpf.Objects;
using Kernel.Tests.Support;

namespace Bench.Testbeds;

/// <summary>In the virtual machine: what the kernel's own statistics say of each tool's program at an XDP program's entry.</summary>
internal static class TracedTrial
{
    private const int TurnsOfTrial = 60, WarmingTurns = 5;

    private const uint Frames = 256;

    /// <summary>Any reader empties its ring in it.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Prints a line for each subject of each turn: the frame's length, the turn, the subject; nanoseconds of a run of the target, everything
    /// that is hooked to it included; and of a run of the tool's own program.
    /// </summary>
    public static int Run(IEnumerable<int> lengths)
    {
        File.WriteAllText("/proc/sys/kernel/bpf_stats_enabled", "1");
        foreach (var length in lengths)
            Run(length);
        return 0;
    }

    private static void Run(int length)
    {
        using var testbed = new Testbed();
        List<Traced> all = [];
        try
        {
            foreach (var tool in (ReadOnlySpan<Tool?>)[null, .. Tool.All])
                all.Add(new Traced(testbed, tool));
            using var traffic = new Traffic(testbed, length, default);
            testbed.OnSenderCpu(() =>
            {
                Traced[] order = [.. all];
                for (var turn = -WarmingTurns; turn < TurnsOfTrial; turn++)
                {
                    Random.Shared.Shuffle(order);
                    foreach (var traced in order)
                    {
                        Thread.Sleep(s_pause);
                        var (target, tool) = traced.Measure(() => traffic.Burst(traced.Receiver, Frames));
                        if (turn >= 0)
                            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{length} {turn} {traced.Subject} {target:0.0} {tool:0.0}"));
                    }
                }
            });
        }
        finally
        {
            all.ForEach(traced => traced.Dispose());
        }
    }

    /// <summary>A target with what a tool has hooked to it.</summary>
    private sealed class Traced : IDisposable
    {
        private readonly TargetProgram _target = new(new TargetSpec());
        private readonly RunningCapture? _capture;
        private readonly List<BpfProgram> _programs = [];

        public Traced(Testbed testbed, Tool? tool)
        {
            Subject = tool?.Subject ?? Subjects.Bare;
            Receiver = testbed.AddReceiver();
            _target.Attach(testbed.Network, Receiver.Name);
            if (tool is null)
                return;
            var earlier = BpfProgram.Ids().ToHashSet();
            _capture = RunningCapture.Start(testbed, tool, ["-i", Receiver.Name, "-w", "/dev/null"]);
            foreach (var id in BpfProgram.Ids().Where(id => !earlier.Contains(id)))
            {
                if (BpfProgram.TryOpenById(id) is not { } program)
                    continue;
                if (program.GetInfo().Type == ProgramType.Tracing)
                    _programs.Add(program);
                else
                    program.Dispose();
            }
        }

        public string Subject { get; }

        public Receiver Receiver { get; }

        public (double Target, double Tool) Measure(Action send)
        {
            var (target, tool) = (Of([_target.Program]), Of(_programs));
            send();
            // In an emulated machine a thread of the kernel's receives what is left, later.
            for (var patience = Stopwatch.StartNew(); Of([_target.Program]).Runs < target.Runs + Frames && patience.Elapsed < s_patience;)
                Thread.Sleep(1);
            return (Each(target, Of([_target.Program])), Each(tool, Of(_programs)));
        }

        public void Dispose()
        {
            _capture?.Stop();
            _capture?.Dispose();
            _programs.ForEach(program => program.Dispose());
            _target.Dispose();
        }

        private static double Each((ulong Time, ulong Runs) before, (ulong Time, ulong Runs) after) =>
            after.Runs == before.Runs ? 0 : (double)(after.Time - before.Time) / (after.Runs - before.Runs);

        private static (ulong Time, ulong Runs) Of(IEnumerable<BpfProgram> programs)
        {
            ulong time = 0, runs = 0;
            foreach (var info in programs.Select(program => program.GetInfo()))
                (time, runs) = (time + info.RunTimeNanoseconds, runs + info.RunCount);
            return (time, runs);
        }
    }
}
