using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>Lines of text per second when frames come as fast as they are received.</summary>
internal sealed class TextFigure : IFigure
{
    private const int TurnsInRound = 4;

    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(1);

    private readonly Row _lines = new(
        "text", "text lines per second, 64 B, to a file", "lines/s", Mark.Ratio(Subjects.Ours, Subjects.Theirs) with { AtLeast = 8 });

    public string Name => "text";

    public string About => "text lines per second, flat out, 64 B, to a file";

    public IReadOnlyList<Row> Rows => [_lines];

    public void Measure(CancellationToken stop) => Turns.Take(_lines, TurnsInRound, Tool.All, tool => tool.Subject, tool =>
    {
        var trial = Trial.ToFile(tool, 64, (traffic, receiver) => traffic.Flood(receiver, s_duration), stop, asText: true);
        return trial.Counts.Captured / trial.Elapsed.TotalSeconds;
    }, stop);
}
