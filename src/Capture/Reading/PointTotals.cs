using Capture.Model;
using Capture.Rings;

namespace Capture.Reading;

/// <summary>What was captured and lost, point by point.</summary>
internal static class PointTotals
{
    /// <summary>Counts it up.</summary>
    /// <param name="points">The points, in the order of their numbers.</param>
    /// <param name="counts">What the sink has kept.</param>
    /// <param name="slots">
    /// Where losses are counted: in the rings, for CPUs that have none, and of runs the kernel skipped; null as long as there are no rings.
    /// </param>
    /// <param name="rings">How many rings there are.</param>
    public static IReadOnlyList<PointStatistics> Of(IReadOnlyList<CapturePoint> points, CaptureCounts counts, LossSlots? slots, int rings)
    {
        var counted = slots?.Lost() ?? [];
        var statistics = new PointStatistics[points.Count];
        for (var at = 0; at < statistics.Length; at++)
        {
            var bySource = at < counted.Length ? counted[at] : new ulong[rings + 2];
            var lost = bySource.Aggregate(0ul, (sum, one) => sum + one);
            statistics[at] = new PointStatistics(points[at], counts.CapturedAt(at), lost)
            {
                LostOnCpu = bySource[..rings],
                LostWithoutRing = bySource[rings],
                LostBySkip = bySource[rings + 1],
                LostAtEnd = lost - counts.ToldAt(at),
            };
        }

        return statistics;
    }
}
