namespace Capture.Model;

/// <summary>What became of packets in a part of a capture: what an output that does not take the whole capture is closed with.</summary>
public static class PartStatistics
{
    /// <summary>Takes what was counted before a part out of what was counted at its end.</summary>
    /// <param name="before">The capture's statistics when the part began; points that came later are not among them.</param>
    /// <param name="end">Those when it ended, of the same points in the same order and of those that came.</param>
    /// <returns>Statistics of all points there are at the end.</returns>
    public static IReadOnlyList<PointStatistics> Since(IReadOnlyList<PointStatistics> before, IReadOnlyList<PointStatistics> end) =>
        [.. end.Select((point, index) => index < before.Count ? Since(before[index], point) : point)];

    private static PointStatistics Since(PointStatistics before, PointStatistics end)
    {
        var lost = end.Lost - before.Lost;
        return end with
        {
            Captured = end.Captured - before.Captured,
            Lost = lost,
            LostOnCpu = [.. end.LostOnCpu.Select((count, cpu) => count - before.LostOnCpu.ElementAtOrDefault(cpu))],
            LostBySkip = end.LostBySkip - before.LostBySkip,
            LostWithoutRing = end.LostWithoutRing - before.LostWithoutRing,
            // What is lost first is told first: the part's first records tell what was left over from before it.
            LostAtEnd = Math.Min(end.LostAtEnd, lost),
        };
    }
}
