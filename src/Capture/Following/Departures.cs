using Linux.Network;

namespace Capture.Following;

/// <summary>
/// What became of interfaces that are not there any more. The kernel unlists one some milliseconds before it tells where it went, and where
/// many change at once that word may be lost; it is never waited for, but asked after at one look after the other, for a while.
/// </summary>
internal sealed class Departures
{
    /// <summary>For how long the kernel's word may still come, nanoseconds.</summary>
    private const long Patience = 1_000_000_000;

    private readonly Dictionary<int, long> _missedSince = [];

    /// <summary>Whether an interface has left, so that one of the same number is another one.</summary>
    public bool HasLeft(int index) => _missedSince.ContainsKey(index);

    /// <summary>Takes note that an interface is not there.</summary>
    /// <param name="index">Its ifindex.</param>
    /// <param name="changes">What the kernel told since the last look.</param>
    /// <param name="now">CLOCK_MONOTONIC in nanoseconds.</param>
    /// <param name="wasMoved">Whether it is in another network namespace now; null where nobody knows.</param>
    /// <returns>Whether that is known by now, or will never be.</returns>
    public bool IsSettled(int index, IReadOnlyList<LinkChange> changes, long now, out bool? wasMoved)
    {
        wasMoved = null;
        foreach (var change in changes)
        {
            if (change.Interface?.Index == index && change.Kind is LinkChangeKind.Moved or LinkChangeKind.Deleted)
                wasMoved = change.Kind == LinkChangeKind.Moved;
        }

        _missedSince.TryAdd(index, now);
        return wasMoved is not null || now - _missedSince[index] >= Patience;
    }
}
