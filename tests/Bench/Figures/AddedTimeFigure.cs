using Bench.Results;
using Bench.Testbeds;

namespace Bench.Figures;

/// <summary>How much longer a packet takes when it is captured than with a program that only passes it on.</summary>
/// <remarks>
/// In bursts that either tool's ring has room for (the public tool's is 1 MiB): a packet that is lost takes less time than one that is
/// kept, so nothing may be lost here.
/// </remarks>
internal sealed class AddedTimeFigure : IFigure
{
    private readonly (int Length, Row Row)[] _sizes = [Size(64, atLeast: 5), Size(1500, atLeast: 4)];

    private readonly Row _lost = new(
        "added-lost", "lost meanwhile, all sizes", "packets", Mark.Largest("ours") with { AtMost = 0 }, Mark.Largest("theirs") with { AtMost = 0 });

    public string Name => "added";

    public string About => "time added per captured packet over a bare XDP_PASS program, to /dev/null";

    public IReadOnlyList<Row> Rows => [.. _sizes.Select(size => size.Row), _lost];

    /// <summary>Bursts that no reader misses a packet of: the public tool's ring holds some 600 of 1500 bytes.</summary>
    private static Sent Send(Traffic traffic)
    {
        // The first lap of a large ring is another matter: memory that was never written to. So many of 64 bytes fill 16 MiB.
        traffic.Bursts(count: 500, frames: 512);
        return traffic.Bursts(count: 300, frames: 512);
    }

    public void Measure(CancellationToken stop)
    {
        foreach (var (length, row) in _sizes)
        {
            var bare = Trial.Bare(length, Send, stop).NanosecondsEach;
            row.Add("bare", bare);
            foreach (var tool in Tool.Both)
            {
                var (sent, counts) = Trial.Captured(tool, length, Send, stop);
                row.Add(tool.Subject, sent.NanosecondsEach - bare);
                _lost.Add(tool.Subject, counts.Lost);
            }
        }
    }

    private static (int Length, Row Row) Size(int length, double atLeast) => (length, new Row(
        $"added-{length}", $"time added per captured packet, {length} B", "ns", Mark.Ratio("theirs", "ours") with { AtLeast = atLeast }));
}
