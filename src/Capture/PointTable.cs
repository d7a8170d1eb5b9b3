using Capture.Rings;

namespace Capture;

/// <summary>The capture points of one capture, numbered as they come, and what became of their packets.</summary>
internal sealed class PointTable
{
    /// <summary>Points that a capture can have: the rings are laid out for them before the first is known.</summary>
    public const int Capacity = 1024;

    private readonly List<CapturePoint> _points = [];
    private readonly ulong[] _skipped = new ulong[Capacity];

    /// <summary>All of them, also those whose hooks are gone.</summary>
    public IReadOnlyList<CapturePoint> All => _points;

    /// <summary>Takes in points that were numbered from the table's count on.</summary>
    public void Add(IEnumerable<CapturePoint> points) => _points.AddRange(points);

    /// <summary>Adds runs that the kernel skipped: records lost before any program of ours could count them.</summary>
    public void AddSkipped(CapturePoint point, ulong runs) => _skipped[point.InterfaceId] += runs;

    /// <summary>What was captured and lost so far, point by point.</summary>
    /// <param name="captured">Records taken from the rings, by point.</param>
    /// <param name="rings">Where losses are counted.</param>
    public IReadOnlyList<PointStatistics> Statistics(ReadOnlySpan<ulong> captured, CaptureRing[] rings)
    {
        var statistics = new PointStatistics[_points.Count];
        for (var at = 0; at < statistics.Length; at++)
        {
            var lost = _skipped[at];
            foreach (var ring in rings)
                lost += ring.LostAt(at);
            statistics[at] = new PointStatistics(_points[at], captured[at], lost);
        }

        return statistics;
    }
}
