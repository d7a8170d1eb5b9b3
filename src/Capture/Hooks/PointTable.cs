using Capture.Handover;
using Capture.Model;
using Capture.Reasons;

namespace Capture.Hooks;

/// <summary>The capture points of one capture, numbered as they come.</summary>
/// <remarks>
/// A program that comes back, by its id, on the same interface, gets its old point again: the pcapng interfaces of a file are as many as
/// there were programs and sides, however often they took turns.
/// </remarks>
internal sealed class PointTable
{
    private readonly List<CapturePoint> _points = [];
    private readonly Dictionary<Identity, CapturePoint> _known = [];
    private readonly HashSet<string> _names = [];
    private readonly HashSet<string> _fileNames = [];
    private readonly Dictionary<uint, CaptureException> _refused = [];
    private int _told;

    /// <summary>All of them, also those whose hooks are gone.</summary>
    public IReadOnlyList<CapturePoint> All => _points;

    /// <summary>Numbers points and names them: those that were there before as they were, others from the next number on.</summary>
    /// <param name="wanted">The points; neither number nor naming of theirs is looked at, and no two are the same.</param>
    /// <returns>The points, which count as there only when they were added.</returns>
    /// <exception cref="CaptureException">The output has refused one before.</exception>
    public IReadOnlyList<CapturePoint> Number(IReadOnlyList<CapturePoint> wanted)
    {
        var next = (uint)_points.Count;
        HashSet<string> names = [], fileNames = []; // of those that come with them
        List<CapturePoint> numbered =
        [
            .. wanted.Select(point => _known.TryGetValue(Identity.Of(point), out var known)
                ? known
                : Name(point with { InterfaceId = next++ }, names, fileNames)),
        ];
        foreach (var point in numbered)
        {
            if (_refused.TryGetValue(point.InterfaceId, out var refusal))
                throw refusal;
        }

        return numbered;
    }

    /// <summary>Takes in points that were numbered by the table as it is.</summary>
    public void Add(IEnumerable<CapturePoint> numbered)
    {
        foreach (var point in numbered)
        {
            if (!_known.TryAdd(Identity.Of(point), point))
                continue; // it came back
            _points.Add(point);
            _names.Add(point.Title);
            _fileNames.Add(point.FileName);
        }
    }

    /// <summary>Tells the reading side of the points that have come since it was last told.</summary>
    /// <exception cref="CaptureException">It cannot have packets of them, now or later.</exception>
    public void TellNew(IReadingSide reading)
    {
        var added = _points[_told..];
        _told = _points.Count;
        if (added.Count == 0)
            return;
        try
        {
            reading.AddPoints(added);
        }
        catch (CaptureException refusal)
        {
            foreach (var point in added)
                _refused[point.InterfaceId] = refusal;
            throw;
        }
    }

    /// <summary>The shortest names that no other point has. The longest form tells apart what <see cref="Identity"/> does.</summary>
    private CapturePoint Name(CapturePoint point, HashSet<string> names, HashSet<string> fileNames)
    {
        while (point.Naming < PointNaming.WithProgramAndInterface && (_names.Contains(point.Title) || names.Contains(point.Title)))
            point = point with { Naming = point.Naming + 1 };
        point = point with { FileNaming = point.Naming };
        while (point.FileNaming < PointNaming.WithProgramAndInterface
            && (_fileNames.Contains(point.FileName) || fileNames.Contains(point.FileName)))
        {
            point = point with { FileNaming = point.FileNaming + 1 };
        }

        names.Add(point.Title);
        fileNames.Add(point.FileName);
        return point;
    }

    /// <summary>What makes a point the same as one that was there before.</summary>
    private readonly record struct Identity(int Interface, uint Program, string Function, CapturePosition Position, ushort LinkType)
    {
        public static Identity Of(CapturePoint point) =>
            new(point.InterfaceIndex, point.ProgramId, point.FunctionName, point.Position, point.LinkType);
    }
}
