using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>What is kept of a rate that a disk can keep up with: not for a moment, but until its cache is long full.</summary>
internal sealed class RateFigure : IFigure
{
    private const int Frames = 3_000_000, PerSecond = 150_000, Length = 1500;

    private readonly Row _lost = new(
        "rate-lost",
        $"lost of {Frames / 1e6:0} million {Length} B frames at {PerSecond / 1000},000/s, to a new file",
        "%",
        Mark.Worst(Subjects.Ours, 0));

    public string Name => "rate";

    public string About => "3 million 1500-byte frames at 150,000 a second, to a new file";

    public IReadOnlyList<Row> Rows => [_lost];

    public bool IsLong => true;

    public void Measure(CancellationToken stop) => Turns.Take(
        _lost, 1, Tool.All, tool => tool.Subject,
        tool => Trial.ToFile(tool, Length, (traffic, receiver) => traffic.Offer(receiver, Frames, PerSecond), stop).LostShare, stop);
}
