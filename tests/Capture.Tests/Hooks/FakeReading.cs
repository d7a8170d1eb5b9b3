using Capture.Handover;
using Capture.Model;
using Capture.Reasons;
using Capture.Records;
using Linux.Network;

namespace Capture.Tests.Hooks;

/// <summary>The reading side as the hooking side sees it: notes down what it is told.</summary>
internal sealed class FakeReading : IReadingSide
{
    public List<RingDescriptors> Rings { get; } = [];

    public List<CapturePoint> Points { get; } = [];

    public Dictionary<int, int> PointOfSlot { get; } = [];

    public List<SlotRange> Released { get; } = [];

    public Dictionary<int, ulong> RecursionMisses { get; } = [];

    public List<CaptureNotice> Notices { get; } = [];

    /// <summary>Called with points before they are taken; may refuse them.</summary>
    public Action<IReadOnlyList<CapturePoint>> OnPoints { get; init; } = _ => { };

    /// <summary>Called with rings; may refuse them.</summary>
    public Action<RingDescriptors> OnRings { get; init; } = _ => { };

    public void UseRings(RingDescriptors rings, Action<SlotRange> freed)
    {
        Rings.Add(rings);
        OnRings(rings);
    }

    public void AddPoints(IReadOnlyList<CapturePoint> points)
    {
        OnPoints(points);
        Points.AddRange(points);
    }

    public void BindSlots(SlotRange slots, ReadOnlySpan<int> points)
    {
        for (var at = 0; at < slots.Count; at++)
            PointOfSlot[slots.First + at] = points[at];
    }

    public void ReleaseSlots(SlotRange slots) => Released.Add(slots);

    public void AddRecursionMisses(int slot, ulong runs) => RecursionMisses[slot] = RecursionMisses.GetValueOrDefault(slot) + runs;

    public ITap OpenTap(NetworkInterface on) => throw new NotSupportedException("Nobody taps here.");

    public void Say(CaptureNotice notice) => Notices.Add(notice);
}
