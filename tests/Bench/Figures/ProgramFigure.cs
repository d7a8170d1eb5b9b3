using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>How long a capture program itself takes, and where: one part after the other is added.</summary>
internal sealed class ProgramFigure : IFigure
{
    private const int TurnsInRound = 250;

    private static readonly (string Part, string[] Words)[] s_parts =
    [
        ("another queue", ["--rx-queue", "63"]),
        ("not sampled", ["--sample", "1000000000"]),
        ("1 B kept", ["-s", "1"]),
        ("64 B kept", []),
        ("both points", ["--rx-capture", "entry,exit"]),
    ];

    private readonly (int Length, Row Row)[] _tools = [Size(64), Size(512), Size(1500), Size(9000)];

    private readonly Row _parts = new("program-parts", "time of a run of our program, 64 B", "ns");

    private readonly Row _lost = new(
        "program-lost", "lost meanwhile, by size", "packets", [.. Tool.All.Select(tool => Mark.Worst(tool.Subject, 0))]);

    public string Name => "program";

    public string About => "time of a run of the attached program itself, by test runs, and of its parts";

    public IReadOnlyList<Row> Rows => [.. _tools.Select(tool => tool.Row), _parts, _lost];

    public void Measure(CancellationToken stop)
    {
        foreach (var (length, row) in _tools)
        {
            using var lineup = new Lineup().AddBare().AddLimit(length).AddTools();
            new ProgramRuns(lineup, length, stop).Take(row, TurnsInRound);
            _lost.Add(lineup.Stop(), counts => counts.Lost);
        }

        using var parts = new Lineup();
        foreach (var (part, words) in s_parts)
            parts.AddOwn(part, words);
        new ProgramRuns(parts, 64, stop).Take(_parts, TurnsInRound);
        parts.Stop();
    }

    private static (int Length, Row Row) Size(int length) => (length, new Row(
        $"program-{length}",
        $"time of a run of the attached program, {length} B",
        "ns",
        Mark.Ratio(Subjects.Theirs, Subjects.Ours),
        Mark.AddedRatio(Subjects.Theirs, Subjects.Ours),
        Mark.AddedRatio(Subjects.Ours, Subjects.Limit),
        Mark.Ratio(Subjects.Ours, Subjects.Limit)));
}
