using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>What a capture costs while nothing comes, how fast it starts, and what it keeps in memory.</summary>
internal sealed class IdleFigure : IFigure
{
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(2), s_duration = TimeSpan.FromSeconds(10);

    private readonly Row _processor = new("idle-cpu", "CPU time of an idle capture over 10 s", "s", Mark.Largest("ours") with { AtMost = 0.01 });

    private readonly Row _wakeUps = new("idle-wakeups", "wake-ups a second of an idle capture", "1/s", Mark.Median("ours") with { AtMost = 1.1 });

    private readonly Row _start = new("start", "start to \"listening\", default rings", "ms", Mark.Ratio("ours", "theirs") with { AtMost = 2 });

    private readonly Row _memory = new("memory", "resident memory apart from the rings", "MiB", Mark.Largest("ours") with { AtMost = 30 });

    public string Name => "idle";

    public string About => "an idle capture: CPU, wake-ups, memory, and how long it takes to start";

    public IReadOnlyList<Row> Rows => [_processor, _wakeUps, _start, _memory];

    public void Measure(CancellationToken stop)
    {
        foreach (var tool in Tool.Both)
        {
            using var testbed = new Testbed();
            using var capture = RunningCapture.Start(testbed, tool, [.. Tool.OwnProgram, "-w", "/dev/null"]);
            _start.Add(tool.Subject, capture.TimeToListen.TotalMilliseconds);
            stop.WaitHandle.WaitOne(s_settling);
            stop.ThrowIfCancellationRequested();
            var before = ProcessStatus.Of(capture.Id);
            stop.WaitHandle.WaitOne(s_duration);
            stop.ThrowIfCancellationRequested();
            var after = ProcessStatus.Of(capture.Id);
            _processor.Add(tool.Subject, (after.Processor - before.Processor).TotalSeconds);
            _wakeUps.Add(tool.Subject, (after.WakeUps - before.WakeUps) / s_duration.TotalSeconds);
            _memory.Add(tool.Subject, ProcessStatus.ResidentWithoutRings(capture.Id) / 1048576.0);
            capture.Stop();
        }
    }
}
