using System.Runtime.CompilerServices;

namespace Capture.Model;

/// <summary>
/// What there is in a batch of each capture point. It is kept while the batch is filled, when the numbers are at hand, so that a batch that
/// was kept whole is counted without a look at its packets.
/// </summary>
internal sealed class BatchTally
{
    private PointTally[] _points = [];
    private int[] _touched = [];
    private int _count;

    /// <summary>Records with fewer bytes than their packet and than were wanted.</summary>
    public ulong Cut { get; private set; }

    /// <summary>Points that have records in the batch.</summary>
    public ReadOnlySpan<int> Points => _touched.AsSpan(0, _count);

    /// <summary>A point's records, and the losses that these tell of.</summary>
    public PointTally At(int point) => _points[point];

    /// <summary>Adds a record.</summary>
    /// <param name="point">Its point.</param>
    /// <param name="told">Losses that it tells of.</param>
    /// <param name="isCut">Whether it has fewer bytes than it should.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int point, ulong told, bool isCut)
    {
        // Mostly a point has come before, and its record tells of nothing and is whole: one addition.
        var points = _points;
        if ((uint)point < (uint)points.Length && points[point].Records != 0)
            points[point].Records++;
        else
            AddFirst(point);
        if (told != 0)
            _points[point].Told += told;
        if (isCut)
            Cut++;
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        foreach (var point in Points)
            _points[point] = default;
        (_count, Cut) = (0, 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddFirst(int point)
    {
        if (point >= _points.Length)
        {
            var size = Math.Max(point + 1, _points.Length * 2);
            Array.Resize(ref _points, size);
            Array.Resize(ref _touched, size);
        }

        _points[point].Records = 1;
        _touched[_count++] = point;
    }
}

/// <summary>Records of one capture point, and the losses that they tell of.</summary>
internal struct PointTally
{
    public ulong Records;
    public ulong Told;
}
