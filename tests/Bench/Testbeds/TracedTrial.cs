using System.Globalization;
using Ebpf.Objects;
using Kernel.Tests.Support;

namespace Bench.Testbeds;

/// <summary>In the virtual machine: what the kernel's own statistics say of each tool's program at an XDP program's entry.</summary>
internal static class TracedTrial
{
    private const int Frames = 20_000;

    /// <summary>
    /// Prints a line for the target alone and for each tool: its name; nanoseconds of a run of the target, everything that is hooked to it
    /// included; and of a run of the tool's own program.
    /// </summary>
    public static int Run(int length)
    {
        File.WriteAllText("/proc/sys/kernel/bpf_stats_enabled", "1");
        foreach (var tool in (ReadOnlySpan<Tool?>)[null, .. Tool.Both])
        {
            using var testbed = new Testbed();
            using var target = TargetProgram.On(testbed.Network);
            var earlier = BpfProgram.Ids().ToHashSet();
            using var capture = tool is null ? null : RunningCapture.Start(testbed, tool, ["-i", TestNetwork.Receiver, "-w", "/dev/null"]);
            using var traffic = new Traffic(testbed, length, default);
            var warm = traffic.Bursts(20, 64);
            var (targetBefore, eventsBefore) = (Of(target.Program), Tracing(earlier));
            for (long sent = warm.Received; sent < Frames + warm.Received;)
                sent += traffic.Bursts(20, 256).Received;
            var (targetAfter, eventsAfter) = (Of(target.Program), Tracing(earlier));
            capture?.Stop();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{tool?.Subject ?? "bare"} {Each(targetBefore, targetAfter):0.0} {Each(eventsBefore, eventsAfter):0.0}"));
        }

        return 0;
    }

    private static double Each((ulong Time, ulong Runs) before, (ulong Time, ulong Runs) after) =>
        after.Runs == before.Runs ? 0 : (double)(after.Time - before.Time) / (after.Runs - before.Runs);

    private static (ulong Time, ulong Runs) Of(BpfProgram program)
    {
        var info = program.GetInfo();
        return (info.RunTimeNanoseconds, info.RunCount);
    }

    private static (ulong Time, ulong Runs) Tracing(HashSet<uint> earlier)
    {
        ulong time = 0, runs = 0;
        foreach (var id in BpfProgram.Ids().Where(id => !earlier.Contains(id)))
        {
            using var program = BpfProgram.TryOpenById(id);
            if (program?.GetInfo() is not { Type: ProgramType.Tracing } info)
                continue;
            time += info.RunTimeNanoseconds;
            runs += info.RunCount;
        }

        return (time, runs);
    }
}
