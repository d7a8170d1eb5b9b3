namespace Capture;

/// <summary>What became of the packets seen at one capture point.</summary>
/// <param name="Point">The point.</param>
/// <param name="Captured">Records that were published.</param>
/// <param name="Lost">Records for which there was no room. Captured and lost are all that were seen.</param>
public sealed record PointStatistics(CapturePoint Point, ulong Captured, ulong Lost);
