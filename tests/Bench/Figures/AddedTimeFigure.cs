using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>How much longer a packet takes when it is captured than with a program that only passes it on.</summary>
/// <remarks>
/// In bursts that either tool's ring has room for (the public tool's is 1 MiB, some 600 packets of 1500 bytes): a packet that is lost
/// takes less time than one that is kept, so nothing may be lost here.
/// </remarks>
internal sealed class AddedTimeFigure : IFigure
{
    private const int TurnsInRound = 200, WarmingTurns = 10;

    /// <summary>The bare program while all readers are stopped: tells what those that sleep cost the others.</summary>
    private const string Alone = "bare, readers stopped";

    private const uint Frames = 512, FramesWhileWarming = 2048;

    private readonly (int Length, Row Row)[] _sizes = [Size(64, atLeast: 5), Size(512, atLeast: null), Size(1500, atLeast: 4)];

    private readonly Row _lost = new(
        "added-lost", "lost meanwhile, by size", "packets", [.. Tool.All.Select(tool => Mark.Worst(tool.Subject, 0))]);

    public string Name => "added";

    public string About => "time added per captured packet over a bare XDP_PASS program, to /dev/null";

    public IReadOnlyList<Row> Rows => [.. _sizes.Select(size => size.Row), _lost];

    public void Measure(CancellationToken stop)
    {
        foreach (var (length, row) in _sizes)
        {
            using var lineup = new Lineup().AddBare().AddBare(Alone).AddLimit(length).AddTools();
            using var traffic = new Traffic(lineup.Testbed, length, stop);
            double? Burst(Lane lane) => lane.Subject == Alone
                ? lineup.WithoutReaders(() => traffic.Burst(lane, Frames))
                : traffic.Burst(lane, Frames);
            lineup.Testbed.OnSenderCpu(() =>
            {
                foreach (var lane in lineup.Lanes)
                    traffic.FillRing(lane, FramesWhileWarming);
                Turns.Warm(WarmingTurns, lineup.Lanes, Burst, stop);
                Turns.Take(row, TurnsInRound, lineup.Lanes, lane => lane.Subject, Burst, stop);
                lineup.CheckLimit();
            });
            _lost.Add(lineup.Stop(), counts => counts.Lost);
        }
    }

    private static (int Length, Row Row) Size(int length, double? atLeast) => (length, new Row(
        $"added-{length}",
        $"time of a packet, {length} B",
        "ns",
        [
            Mark.Difference(Subjects.Bare, Alone),
            Mark.Difference(Subjects.Limit, Subjects.Bare),
            .. Tool.All.Select(tool => Mark.Difference(tool.Subject, Subjects.Bare)),
            Mark.AddedRatio(Subjects.Theirs, Subjects.Ours) with { AtLeast = atLeast },
            Mark.AddedRatio(Subjects.Ours, Subjects.Limit),
            Mark.Ratio(Subjects.Ours, Subjects.Limit),
        ]));
}
