using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>The tool's own CPU time for each packet, by how fast they come: the same work in larger batches.</summary>
internal sealed class PaceFigure : IFigure
{
    private const int Length = 64, TurnsInRound = 2;

    private static readonly (int PerSecond, string Subject)[] s_rates =
        [(1_000, "1,000/s"), (10_000, "10,000/s"), (100_000, "100,000/s"), (1_000_000, "1,000,000/s")];

    private readonly Row _time = new("pace", $"CPU time of our process per packet, {Length} B, to /dev/null", "ns");

    public string Name => "pace";

    public string About => "CPU time of our process per packet, by the rate at which they come";

    public IReadOnlyList<Row> Rows => [_time];

    public void Measure(CancellationToken stop)
    {
        (Tool Tool, int PerSecond, string Subject)[] subjects =
        [
            .. s_rates.SelectMany(rate => Tool.Own.Select(
                tool => (tool, rate.PerSecond, tool == Tool.Ours ? rate.Subject : Subjects.Before(rate.Subject)))),
        ];
        Turns.Take(_time, TurnsInRound, subjects, subject => subject.Subject, subject =>
        {
            var trial = Trial.ToNothing(
                subject.Tool, Length, (traffic, receiver) => traffic.Offer(receiver, subject.PerSecond, subject.PerSecond), stop);
            return trial.Reader.TotalNanoseconds / trial.Sent.Received;
        }, stop);
    }
}
