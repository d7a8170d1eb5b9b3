using System.Diagnostics;
using System.Globalization;
using Bench.Results;
using Bench.Testbeds;

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

    public bool IsLong => true;

    public void Measure(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        // Length, turn, subject, time of the target, time of the event.
        var lines = InMachine().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '));
        foreach (var (length, events, targets) in _sizes)
        {
            var ofLength = lines.Where(words => words[0] == $"{length}");
            foreach (var turn in ofLength.GroupBy(words => words[1]).Select(turn => turn.ToDictionary(words => words[2])))
            {
                var all = Tool.All.Select(tool => tool.Subject).Prepend(Subjects.Bare).Where(turn.ContainsKey).ToList();
                targets.Add(all.ToDictionary(subject => subject, subject => turn[subject]), words => Number(words[3]));
                events.Add(all.Skip(1).ToDictionary(subject => subject, subject => turn[subject]), words => Number(words[4]));
            }
        }
    }

    private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);

    private string InMachine()
    {
        var machine = Environment.GetEnvironmentVariable("BENCH_VM") ?? throw new FigureSkippedException("no virtual machine: run it by ./bench");
        string[] command = ["env", .. Variables(), Environment.ProcessPath!, "--traced", .. _sizes.Select(size => $"{size.Length}")];
        using var run = Process.Start(new ProcessStartInfo(machine, ["--memory", "2048", "--timeout", "240", "--", .. command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = run.StandardError.ReadToEndAsync();
        var output = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        return run.ExitCode == 0 ? output : throw new FigureSkippedException($"the virtual machine ended with {run.ExitCode}: {errors.Result.Trim()}");
    }

    /// <summary>What the machine does not pass on by itself.</summary>
    private static IEnumerable<string> Variables() => Tool.Earlier is null ? [] : [$"BENCH_BEFORE={Tool.Earlier.Path}"];

    /// <summary>What the target takes longer than its bare self and the events together is the trampoline.</summary>
    private static (int Length, Row Event, Row Target) Size(int length, double atMost) => (
        length,
        new Row(
            $"tracing-{length}", $"kernel time per event, fentry, {length} B", "ns (emulated)",
            Mark.Ratio(Subjects.Ours, Subjects.Theirs) with { AtMost = atMost }),
        new Row(
            $"traced-{length}", $"kernel time of the target, trampoline and all, {length} B", "ns (emulated)",
            Mark.Ratio(Subjects.Ours, Subjects.Theirs), Mark.AddedRatio(Subjects.Ours, Subjects.Theirs)));
}
