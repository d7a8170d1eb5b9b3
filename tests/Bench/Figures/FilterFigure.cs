using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>What a packet costs that the filter rejects, beside one that is captured, with and without a filter.</summary>
internal sealed class FilterFigure : IFigure
{
    private const int TurnsInRound = 250;

    private const string Captured = "no filter", Matching = "match", Rejected = "no match";

    private readonly (int Length, Row Row)[] _sizes = [Size(64), Size(1500)];

    public string Name => "filter";

    public string About => "time of a run of our program, by what the filter says of the packet, by test runs";

    public IReadOnlyList<Row> Rows => [.. _sizes.Select(size => size.Row)];

    public void Measure(CancellationToken stop)
    {
        foreach (var (length, row) in _sizes)
        {
            using var lineup = new Lineup().AddBare().AddOwn(Captured)
                .AddOwn(Matching, "udp port 7001 and not host 10.0.0.1")
                .AddOwn(Rejected, "tcp port 443 and not host 10.0.0.1");
            new ProgramRuns(lineup, length, stop).Take(row, TurnsInRound);
            lineup.Stop();
        }
    }

    private static (int Length, Row Row) Size(int length) => (length, new Row(
        $"filter-{length}",
        $"time of a run of our program, {length} B",
        "ns",
        Mark.Difference(Matching, Captured),
        Mark.Difference(Rejected, Subjects.Bare),
        Mark.Ratio(Matching, Captured),
        Mark.Ratio(Rejected, Captured)));
}
