using Capture.Model;
using Capture.Reasons;
using Capture.Records;
using Linux;
using Linux.Network;

namespace Capture.Handover;

/// <summary>
/// The side that touches packets, as the side that finds, loads, hooks and follows XDP programs sees it: descriptors, points, notices and
/// counts go over, and never a packet. Once it is set up it needs no capability, but for opening libpcap. Both run in one process and on
/// one thread; nothing here would be in the way of two.
/// </summary>
internal interface IReadingSide
{
    /// <summary>Takes the rings, before the first hook writes into them.</summary>
    /// <param name="rings">Stay the other side's, and open as long as this side reads.</param>
    /// <param name="freed">Called with slots that were released, once others may have them.</param>
    /// <exception cref="SystemCallException">They cannot be mapped.</exception>
    void UseRings(RingDescriptors rings, Action<SlotRange> freed);

    /// <summary>Takes capture points in the order of their numbers, before packets of them come.</summary>
    /// <exception cref="CaptureException">The output cannot have packets of them, now or later.</exception>
    void AddPoints(IReadOnlyList<CapturePoint> points);

    /// <summary>Says which points the records of slots belong to, before the first comes.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="points">The points' numbers, or <see cref="SlotRange.ForComparison"/>.</param>
    void BindSlots(SlotRange slots, ReadOnlySpan<int> points);

    /// <summary>No hook writes to these any more: once all they have written is read, others may have them.</summary>
    void ReleaseSlots(SlotRange slots);

    /// <summary>Counts runs of a slot's hook that the kernel has skipped, of which it has told just now.</summary>
    void AddRecursionMisses(int slot, ulong runs);

    /// <summary>Opens libpcap on an interface: from here on packets gather in the kernel.</summary>
    /// <exception cref="CaptureException">It cannot be had; the reason says why.</exception>
    ITap OpenTap(NetworkInterface on);

    /// <summary>Tells the user.</summary>
    void Say(CaptureNotice notice);
}
