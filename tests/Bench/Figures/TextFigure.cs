using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>Lines of text per second when frames come as fast as they are received.</summary>
internal sealed class TextFigure : IFigure
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(2);

    private readonly Row _lines = new("text", "text lines per second, 64 B, to a file", "lines/s", Mark.Ratio("ours", "theirs") with { AtLeast = 8 });

    public string Name => "text";

    public string About => "text lines per second, flat out, 64 B, to a file";

    public IReadOnlyList<Row> Rows => [_lines];

    public void Measure(CancellationToken stop)
    {
        foreach (var tool in Tool.Both)
        {
            var (trial, _, elapsed) = Trial.Kept(tool, 64, traffic => traffic.Flood(s_duration), stop, asText: true);
            _lines.Add(tool.Subject, trial.Counts.Captured / elapsed.TotalSeconds);
        }
    }
}
