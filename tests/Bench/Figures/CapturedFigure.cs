using System.Diagnostics;
using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>How many packets a second are captured to /dev/null when frames come as fast as they are received.</summary>
/// <remarks>
/// In short floods that alternate. How many packets of each were captured is told by the bytes that the tool wrote meanwhile and until its
/// ring was empty: all packets are of one size, so the whole run's count is shared out by bytes.
/// </remarks>
internal sealed class CapturedFigure : IFigure
{
    private const int TurnsInRound = 6;

    /// <summary>Long beside what a ring holds: of ours 20 ms at most.</summary>
    private static readonly TimeSpan s_flood = TimeSpan.FromMilliseconds(250);

    /// <summary>A reader that has written nothing for so long has emptied its ring.</summary>
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(20);

    private readonly Size[] _sizes = [new(64), new(512), new(1500)];

    public string Name => "captured";

    public string About => "packets captured per second, flat out, to /dev/null";

    public IReadOnlyList<Row> Rows => [.. _sizes.Select(size => size.Captured), .. _sizes.Select(size => size.Lost)];

    public void Measure(CancellationToken stop)
    {
        foreach (var size in _sizes)
            Measure(size, stop);
    }

    private static void Measure(Size size, CancellationToken stop)
    {
        using var lineup = new Lineup().AddBare().AddTools();
        using var traffic = new Traffic(lineup.Testbed, size.Length, stop);
        var floods = new Dictionary<string, List<Flood>>();
        var before = lineup.Lanes.ToDictionary(lane => lane.Subject, Written);
        lineup.Testbed.OnSenderCpu(() =>
        {
            Lane[] order = [.. lineup.Lanes];
            for (var turn = -1; turn < TurnsInRound; turn++) // one turn before the first: rings that were never written to
            {
                Random.Shared.Shuffle(order);
                foreach (var lane in order)
                    floods.TryAdd(lane.Subject, []);
                foreach (var lane in order)
                    floods[lane.Subject].Add(Send(traffic, lane, stop));
            }
        });
        var written = lineup.Lanes.ToDictionary(lane => lane.Subject, lane => Written(lane) - before[lane.Subject]);
        var counts = lineup.Stop();
        for (var turn = 1; turn <= TurnsInRound; turn++)
            size.Add([.. lineup.Lanes.Select(lane => (lane.Subject, floods[lane.Subject][turn], PerByte(lane.Subject)))]);

        double? PerByte(string subject) => counts.TryGetValue(subject, out var of) ? (double)of.Captured / written[subject] : null;
    }

    private static Flood Send(Traffic traffic, Lane lane, CancellationToken stop)
    {
        var written = Written(lane);
        var disturbance = Disturbance.Now;
        var waiting = Waiting(lane);
        var sent = traffic.Flood(lane.Receiver, s_flood);
        var disturbed = Disturbance.Now.IsSince(disturbance, sent.Elapsed)
            || Waiting(lane) - waiting > sent.Elapsed.TotalNanoseconds * Disturbance.ToleratedOfReaders;
        for (var (last, since) = (Written(lane), Stopwatch.GetTimestamp()); Stopwatch.GetElapsedTime(since) < s_quiet;)
        {
            stop.ThrowIfCancellationRequested();
            Thread.Sleep(2);
            if (Written(lane) is var now && now != last)
                (last, since) = (now, Stopwatch.GetTimestamp());
        }

        return new(sent, Written(lane) - written, disturbed);
    }

    private static long Waiting(Lane lane) => lane.Capture is null ? 0 : ProcessStatus.Waiting(lane.Capture.Id);

    private static long Written(Lane lane) => lane.Capture is null
        ? 0
        : ProcessStatus.Written(lane.Capture.Id) ?? throw new FigureSkippedException("the kernel does not count what processes write (/proc/PID/io)");

    private sealed record Flood(Sent Sent, long Written, bool Disturbed);

    private sealed class Size(int length)
    {
        public int Length { get; } = length;

        public Row Captured { get; } = new(
            $"captured-{length}",
            $"captured per second, flat out, {length} B",
            "packets/s",
            Mark.Ratio(Subjects.Ours, Subjects.Theirs) with { AtLeast = 1.5 },
            Mark.Ratio(Subjects.Ours, Subjects.Bare));

        public Row Lost { get; } = new($"captured-lost-{length}", $"lost of that, {length} B", "%");

        public void Add((string Subject, Flood Flood, double? PacketsPerByte)[] turn)
        {
            var (captured, lost) = (new Turn(), new Turn());
            foreach (var (subject, flood, perByte) in turn)
            {
                var packets = perByte is { } each ? flood.Written * each : flood.Sent.Received;
                captured.Add(subject, flood.Disturbed ? null : packets / flood.Sent.Elapsed.TotalSeconds);
                lost.Add(subject, flood.Disturbed || perByte is null ? null : Math.Max(0, 100 * (1 - (packets / flood.Sent.Received))));
            }

            Captured.Add(captured, turn.Count(of => of.Flood.Disturbed));
            Lost.Add(lost);
        }
    }
}
