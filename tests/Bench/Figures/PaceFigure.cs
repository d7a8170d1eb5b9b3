using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>The tool's own CPU time for each packet, by how fast they come: the same work in larger batches.</summary>
internal sealed class PaceFigure : IFigure
{
    private const int Length = 64;

    private static readonly (int PerSecond, string Subject)[] s_rates =
        [(1_000, "1,000/s"), (10_000, "10,000/s"), (100_000, "100,000/s"), (1_000_000, "1,000,000/s")];

    private readonly Row _time = new("pace", $"CPU time of our process per packet, {Length} B, to /dev/null", "ns");

    public string Name => "pace";

    public string About => "CPU time of our process per packet, by the rate at which they come";

    public IReadOnlyList<Row> Rows => [_time];

    public void Measure(CancellationToken stop)
    {
        foreach (var (perSecond, subject) in s_rates)
        {
            using var testbed = new Testbed();
            using var capture = RunningCapture.Start(testbed, Tool.Ours, [.. Tool.OwnProgram, "-w", "/dev/null"]);
            using var traffic = new Traffic(testbed, Length, stop);
            var before = ProcessStatus.Of(capture.Id);
            var sent = traffic.Offer(2 * perSecond, perSecond);
            var after = ProcessStatus.Of(capture.Id);
            capture.Stop();
            _time.Add(subject, (after.Processor - before.Processor).TotalNanoseconds / sent.Received);
        }
    }
}
