using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>What a capture costs while nothing comes, how fast it starts, and what it keeps in memory.</summary>
internal sealed class IdleFigure : IFigure
{
    private const int StartsInRound = 15;

    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(2), s_duration = TimeSpan.FromSeconds(10);

    private readonly Row _processor = new("idle-cpu", "CPU time of an idle capture over 10 s", "s", Mark.Worst(Subjects.Ours, 0.01));

    private readonly Row _wakeUps = new("idle-wakeups", "wake-ups a second of an idle capture", "1/s", Mark.Own(Subjects.Ours) with { AtMost = 1.1 });

    private readonly Row _start = new(
        "start", "start to \"listening\", default rings", "ms", Mark.Ratio(Subjects.Ours, Subjects.Theirs) with { AtMost = 2 });

    private readonly Row _memory = new("memory", "resident memory apart from the rings", "MiB", Mark.Worst(Subjects.Ours, 30));

    public string Name => "idle";

    public string About => "an idle capture: CPU, wake-ups, memory, and how long it takes to start";

    public IReadOnlyList<Row> Rows => [_processor, _wakeUps, _start, _memory];

    public void Measure(CancellationToken stop)
    {
        MeasureStart(stop);

        // All at the same time: none of them does anything that another would notice.
        using var lineup = new Lineup().AddTools();
        Wait(s_settling, stop);
        var before = lineup.Lanes.ToDictionary(lane => lane.Subject, Status);
        Wait(s_duration, stop);
        var meanwhile = lineup.Lanes.ToDictionary(lane => lane.Subject, lane => Status(lane) - before[lane.Subject]);
        _processor.Add(meanwhile, status => status.Processor.TotalSeconds);
        _wakeUps.Add(meanwhile, status => status.WakeUps / s_duration.TotalSeconds);
        var memory = lineup.Lanes.ToDictionary(lane => lane.Subject, lane => ProcessStatus.ResidentWithoutRings(lane.Capture!.Id));
        _memory.Add(memory, bytes => bytes / 1048576.0);
        lineup.Stop();
    }

    private static ProcessStatus Status(Lane lane) => ProcessStatus.Of(lane.Capture!.Id);

    private void MeasureStart(CancellationToken stop)
    {
        using var testbed = new Testbed();
        var receiver = testbed.AddReceiver();
        Turns.Take(_start, StartsInRound, Tool.All, tool => tool.Subject, tool =>
        {
            using var capture = RunningCapture.Start(testbed, tool, [.. Tool.OwnProgram(receiver), "-w", "/dev/null"]);
            capture.Stop();
            return capture.TimeToListen.TotalMilliseconds;
        }, stop);
    }

    private static void Wait(TimeSpan duration, CancellationToken stop)
    {
        stop.WaitHandle.WaitOne(duration);
        stop.ThrowIfCancellationRequested();
    }
}
