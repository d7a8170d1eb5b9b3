using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>How long a capture program itself takes, and where: one part after the other is added.</summary>
internal sealed class ProgramFigure : IFigure
{
    private const int Short = 64, Long = 1500;

    private static readonly (string Part, int Length, string[] Words)[] s_parts =
    [
        ("another queue", Short, ["--rx-queue", "63"]),
        ("not sampled", Short, ["--sample", "1000000000"]),
        ("1 B kept", Short, ["-s", "1"]),
        ("64 B", Short, []),
        ("1500 B", Long, []),
        ("both points", Short, ["--rx-capture", "entry,exit"]),
    ];

    private readonly (int Length, Row Row)[] _tools = [Size(Short), Size(Long)];
    private readonly Row _parts = new("program-parts", "time of a run of our program", "ns");

    public string Name => "program";

    public string About => "time of a run of the attached program itself, by test runs, and of its parts";

    public IReadOnlyList<Row> Rows => [.. _tools.Select(tool => tool.Row), _parts];

    public void Measure(CancellationToken stop)
    {
        foreach (var (length, row) in _tools)
        {
            row.Add("bare", ProgramTrial.Bare(length, stop));
            foreach (var tool in Tool.Both)
                row.Add(tool.Subject, ProgramTrial.Captured(tool, length, stop));
        }

        foreach (var (part, length, words) in s_parts)
            _parts.Add(part, ProgramTrial.Captured(Tool.Ours, length, stop, words));
    }

    private static (int Length, Row Row) Size(int length) =>
        (length, new Row($"program-{length}", $"time of a run of the attached program, {length} B", "ns", Mark.Ratio("theirs", "ours")));
}
