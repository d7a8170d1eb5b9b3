using Capture.Model;
using Capture.Rings;

namespace Capture;

/// <summary>The capture points of one capture, numbered as they come, and what became of their packets.</summary>
/// <remarks>
/// A program that comes back, by its id, on the same interface, gets its old point again: the pcapng interfaces of a file are as many as
/// there were programs and sides, however often they took turns.
/// </remarks>
internal sealed class PointTable
{
    /// <summary>Points that a capture can have: the rings are laid out for them before the first is known.</summary>
    public const int Capacity = RingLayout.MaximumPoints;

    /// <summary>Number of the one point that is nobody's: its records are there for being compared.</summary>
    public const int ForComparison = Capacity - 1;

    private readonly List<CapturePoint> _points = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _fileNames = [];
    private int _told;

    /// <summary>All of them, also those whose hooks are gone.</summary>
    public IReadOnlyList<CapturePoint> All => _points;

    /// <summary>The number of the next new point, if there is room for as many.</summary>
    /// <exception cref="CaptureException">There is not.</exception>
    public int Reserve(int count) => _points.Count + count <= ForComparison ? _points.Count
        : throw (_told > 0 ? CaptureErrors.TooManyChanges(ForComparison) : CaptureErrors.TooManyPointsInAll(_points.Count + count, ForComparison));

    /// <summary>Numbers points and names them: those that were there before as they were, others from the next number on.</summary>
    /// <param name="wanted">The points; neither number nor naming of theirs is looked at, and no two are the same.</param>
    /// <returns>The points, which count as there only when they were added.</returns>
    /// <exception cref="CaptureException">There are too many.</exception>
    public IReadOnlyList<CapturePoint> Number(IReadOnlyList<CapturePoint> wanted)
    {
        var next = Reserve(wanted.Count(point => Find(point) is null));
        HashSet<string> names = [.. _names], fileNames = [.. _fileNames];
        return [.. wanted.Select(point => Find(point) ?? Name(point with { InterfaceId = (uint)next++ }, names, fileNames))];
    }

    /// <summary>Takes in points that were numbered by the table as it is.</summary>
    public void Add(IEnumerable<CapturePoint> numbered)
    {
        foreach (var point in numbered)
        {
            if (point.InterfaceId < _points.Count)
                continue; // it came back
            _points.Add(point);
            Note(point, _names, _fileNames);
        }
    }

    /// <summary>The points that have come since this was last asked: a sink is to be told of each once.</summary>
    public IReadOnlyList<CapturePoint> TakeNew()
    {
        var added = _points[_told..];
        _told = _points.Count;
        return added;
    }

    /// <summary>Runs that the kernel skipped, by point, as far as it was asked.</summary>
    public SkippedRuns Skipped { get; } = new(Capacity);

    /// <summary>What was captured and lost so far, point by point.</summary>
    /// <param name="counts">What the sink has kept.</param>
    /// <param name="rings">Where losses are counted.</param>
    /// <param name="ringless">The same for CPUs that have no ring; null as long as there are no rings at all.</param>
    public IReadOnlyList<PointStatistics> Statistics(CaptureCounts counts, CaptureRing[] rings, ILossCounters? ringless)
    {
        var statistics = new PointStatistics[_points.Count];
        for (var at = 0; at < statistics.Length; at++)
        {
            var onCpu = new ulong[rings.Length];
            var (skipped, elsewhere) = (Skipped.LostAt(at), ringless?.LostAt(at) ?? 0);
            var lost = skipped + elsewhere;
            for (var cpu = 0; cpu < rings.Length; cpu++)
                lost += onCpu[cpu] = rings[cpu].LostAt(at);
            statistics[at] = new PointStatistics(_points[at], counts.CapturedAt(at), lost)
            {
                LostOnCpu = onCpu,
                LostBySkip = skipped,
                LostWithoutRing = elsewhere,
                LostAtEnd = lost - counts.ToldAt(at),
            };
        }

        return statistics;
    }

    private CapturePoint? Find(CapturePoint wanted) => _points.Find(
        point => point.InterfaceIndex == wanted.InterfaceIndex && point.ProgramId == wanted.ProgramId
            && point.FunctionName == wanted.FunctionName && point.Position == wanted.Position && point.LinkType == wanted.LinkType);

    /// <summary>The shortest names that no other point has. The longest form tells apart what <see cref="Find"/> does.</summary>
    private static CapturePoint Name(CapturePoint point, HashSet<string> names, HashSet<string> fileNames)
    {
        while (point.Naming < PointNaming.WithProgramAndInterface && names.Contains(point.Title))
            point = point with { Naming = point.Naming + 1 };
        point = point with { FileNaming = point.Naming };
        while (point.FileNaming < PointNaming.WithProgramAndInterface && fileNames.Contains(point.FileName))
            point = point with { FileNaming = point.FileNaming + 1 };
        Note(point, names, fileNames);
        return point;
    }

    private static void Note(CapturePoint point, HashSet<string> names, HashSet<string> fileNames)
    {
        names.Add(point.Title);
        fileNames.Add(point.FileName);
    }
}
