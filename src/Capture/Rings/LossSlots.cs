using System.Runtime.CompilerServices;
using Capture.Records;

namespace Capture.Rings;

/// <summary>
/// Whose loss counters are whose. A record bears the slot of the hook and interface it is of, where their losses are counted; which capture
/// point that is, the reader knows from here. A slot can be another's once its hooks are gone and all they recorded was read: there are
/// slots for the points of one time, and as many points as come in a capture's life.
/// </summary>
/// <param name="count">Slots there are.</param>
/// <param name="sources">Where losses are counted slot by slot: the rings and whatever there is besides.</param>
/// <param name="freed">Told of slots that others may have.</param>
internal sealed class LossSlots(int count, IReadOnlyList<ILossCounters> sources, Action<SlotRange>? freed = null)
{
    private const int Nobody = -2;

    private readonly int[] _points = [.. Enumerable.Repeat(Nobody, count)];
    private readonly List<(SlotRange Range, ulong Since)> _leaving = [];
    private readonly Dictionary<int, ulong[]> _kept = [];

    /// <summary>All slots that ever were a point's are below this one.</summary>
    public int End { get; private set; }

    /// <summary>Points that slots have belonged to so far: their numbers are all below.</summary>
    public int Points { get; private set; }

    /// <summary>The number of the point a slot belongs to, or <see cref="SlotRange.ForComparison"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int PointOf(int slot) => _points[slot];

    /// <summary>Says what points slots belong to, before the first record bears one.</summary>
    public void Bind(SlotRange range, ReadOnlySpan<int> points)
    {
        End = Math.Max(End, range.First + range.Count);
        points.CopyTo(_points.AsSpan(range.First, range.Count));
        foreach (var point in points)
            Points = Math.Max(Points, point + 1);
    }

    /// <summary>Nobody writes there any more.</summary>
    /// <param name="range">The slots.</param>
    /// <param name="now">A monotonic time in nanoseconds since when that is so.</param>
    public void Release(SlotRange range, ulong now) => _leaving.Add((range, now));

    /// <summary>Slots that were released before a time, up to which all records were read; null when there are none.</summary>
    public SlotRange? TakeSettled(ulong until)
    {
        for (var at = 0; at < _leaving.Count; at++)
        {
            var (range, since) = _leaving[at];
            if (since >= until)
                continue;
            _leaving.RemoveAt(at);
            return range;
        }

        return null;
    }

    /// <summary>Keeps what is counted at settled slots for their points, and lets others have them.</summary>
    public void Free(SlotRange range)
    {
        for (var slot = range.First; slot < range.First + range.Count; slot++)
        {
            for (var source = 0; source < sources.Count; source++)
            {
                if (_points[slot] >= 0 && sources[source].LostAt(slot) is > 0 and var lost)
                    (_kept.TryGetValue(_points[slot], out var kept) ? kept : _kept[_points[slot]] = new ulong[sources.Count])[source] += lost;
                sources[source].Clear(slot);
            }

            _points[slot] = Nobody;
        }

        freed?.Invoke(range);
    }

    /// <summary>What was lost by now: by point, then by source.</summary>
    public ulong[][] Lost()
    {
        var lost = new ulong[Points][];
        for (var point = 0; point < lost.Length; point++)
            lost[point] = _kept.TryGetValue(point, out var kept) ? [.. kept] : new ulong[sources.Count];
        for (var slot = 0; slot < End; slot++)
        {
            for (var source = 0; _points[slot] >= 0 && source < sources.Count; source++)
                lost[_points[slot]][source] += sources[source].LostAt(slot);
        }

        return lost;
    }
}
