namespace Capture.Model;

/// <summary>What became of the packets seen at one capture point.</summary>
/// <param name="Point">The point.</param>
/// <param name="Captured">Records that were published.</param>
/// <param name="Lost">Records for which there was no room. Captured and lost are all that were seen.</param>
public sealed record PointStatistics(CapturePoint Point, ulong Captured, ulong Lost)
{
    /// <summary>Of those lost, how many on each possible CPU; empty where that is not known.</summary>
    public IReadOnlyList<ulong> LostOnCpu { get; init; } = [];

    /// <summary>Of those lost, how many because the kernel skipped the capture program's run.</summary>
    public ulong LostBySkip { get; init; }

    /// <summary>Of those lost, how many on CPUs that have no ring, since the kernel told of fewer CPUs than it has.</summary>
    public ulong LostWithoutRing { get; init; }

    /// <summary>
    /// Of those lost, how many no record's drop count tells of: they were lost after the last one, or so shortly before that its drop
    /// count could not be told yet.
    /// </summary>
    public ulong LostAtEnd { get; init; }

    /// <summary>What was captured and lost at several points together.</summary>
    public static (ulong Captured, ulong Lost) Sum(IEnumerable<PointStatistics> points) =>
        points.Aggregate((Captured: 0ul, Lost: 0ul), (sum, point) => (sum.Captured + point.Captured, sum.Lost + point.Lost));
}
