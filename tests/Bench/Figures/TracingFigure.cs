using System.Diagnostics;
using System.Globalization;
using Bench.Results;

namespace Bench.Figures;

/// <summary>
/// The kernel's time in the tools' fentry programs, per event, in a virtual machine, since kernels may forbid fentry. The machine is
/// emulated: only ratios mean something.
/// </summary>
internal sealed class TracingFigure : IFigure
{
    private readonly (int Length, Row Event, Row Target)[] _sizes = [Size(64, 0.7), Size(1500, 0.4)];

    public string Name => "tracing";

    public string About => "kernel time per event of the fentry program, in the VM, 64 and 1500 B";

    public IReadOnlyList<Row> Rows => [.. _sizes.Select(size => size.Event), .. _sizes.Select(size => size.Target)];

    public void Measure(CancellationToken stop)
    {
        foreach (var (length, events, targets) in _sizes)
        {
            stop.ThrowIfCancellationRequested();
            foreach (var line in InMachine(length).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var words = line.Split(' ');
                double Time(int word) => double.Parse(words[word], CultureInfo.InvariantCulture);
                targets.Add(words[0], Time(1));
                if (words[0] != "bare")
                    events.Add(words[0], Time(2));
            }
        }
    }

    private static string InMachine(int length)
    {
        var machine = Environment.GetEnvironmentVariable("BENCH_VM") ?? throw new FigureSkippedException("no virtual machine: run it by ./bench");
        using var run = Process.Start(new ProcessStartInfo(
            machine, ["--memory", "2048", "--timeout", "120", "--", Environment.ProcessPath!, "--traced", $"{length}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = run.StandardError.ReadToEndAsync();
        var output = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        return run.ExitCode == 0 ? output : throw new FigureSkippedException($"the virtual machine ended with {run.ExitCode}: {errors.Result.Trim()}");
    }

    /// <summary>What the target takes longer than its bare self and the events together is the trampoline.</summary>
    private static (int Length, Row Event, Row Target) Size(int length, double atMost) => (
        length,
        new Row($"tracing-{length}", $"kernel time per event, fentry, {length} B", "ns (emulated)", Mark.Ratio("ours", "theirs") with { AtMost = atMost }),
        new Row($"traced-{length}", $"kernel time of the target, trampoline and all, {length} B", "ns (emulated)", Mark.Ratio("ours", "theirs")));
}
