using Capture.Rings;

namespace Capture;

/// <summary>The capture points of one capture, numbered as they come, and what became of their packets.</summary>
internal sealed class PointTable
{
    /// <summary>Points that a capture can have: the rings are laid out for them before the first is known.</summary>
    public const int Capacity = RingLayout.MaximumPoints;

    /// <summary>Number of the one point that is nobody's: its records are there for being compared.</summary>
    public const int ForComparison = Capacity - 1;

    private readonly List<CapturePoint> _points = [];

    /// <summary>All of them, also those whose hooks are gone.</summary>
    public IReadOnlyList<CapturePoint> All => _points;

    /// <summary>The number of the next point, if there is room for as many.</summary>
    /// <exception cref="CaptureException">There is not: programs have been replaced too often.</exception>
    public int Reserve(int count) => _points.Count + count <= ForComparison ? _points.Count : throw CaptureErrors.TooManyChanges();

    /// <summary>Takes in points that were numbered from the table's count on.</summary>
    public void Add(IEnumerable<CapturePoint> points) => _points.AddRange(points);

    /// <summary>Runs that the kernel skipped, by point, as far as it was asked.</summary>
    public SkippedRuns Skipped { get; } = new(Capacity);

    /// <summary>What was captured and lost so far, point by point.</summary>
    /// <param name="captured">Records taken from the rings, by point.</param>
    /// <param name="told">Of the lost ones, how many these records tell of, by point.</param>
    /// <param name="rings">Where losses are counted.</param>
    /// <param name="ringless">The same for CPUs that have no ring.</param>
    public IReadOnlyList<PointStatistics> Statistics(
        ReadOnlySpan<ulong> captured, ReadOnlySpan<ulong> told, CaptureRing[] rings, ILossCounters ringless)
    {
        var statistics = new PointStatistics[_points.Count];
        for (var at = 0; at < statistics.Length; at++)
        {
            var onCpu = new ulong[rings.Length];
            var (skipped, elsewhere) = (Skipped.LostAt(at), ringless.LostAt(at));
            var lost = skipped + elsewhere;
            for (var cpu = 0; cpu < rings.Length; cpu++)
                lost += onCpu[cpu] = rings[cpu].LostAt(at);
            statistics[at] = new PointStatistics(_points[at], captured[at], lost)
            {
                LostOnCpu = onCpu,
                LostBySkip = skipped,
                LostWithoutRing = elsewhere,
                LostAtEnd = lost - told[at],
            };
        }

        return statistics;
    }
}
