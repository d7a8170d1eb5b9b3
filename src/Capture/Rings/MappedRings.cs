using Capture.Handover;
using Capture.Records;
using Linux.Files;

namespace Capture.Rings;

/// <summary>The rings in this side's memory, from nothing but descriptors.</summary>
internal sealed unsafe class MappedRings : IDisposable
{
    // CPUs that have no ring write one stamp together, each within a microsecond of having had it from the clock.
    private const ulong StampTolerance = 20_000;

    /// <summary>Bytes that the rest of a capture may come to need: rings that leave no memory to read them with are of no use.</summary>
    private const int Headroom = 32 << 20;

    private readonly MemoryMapping _rings;
    private readonly MemoryMapping _control;

    /// <param name="descriptors">Stay the caller's.</param>
    /// <param name="freed">Told of slots that others may have.</param>
    /// <exception cref="Linux.SystemCallException">They cannot be mapped; ENOMEM where smaller ones might be.</exception>
    public MappedRings(RingDescriptors descriptors, Action<SlotRange>? freed = null)
    {
        Layout = descriptors.Layout;
        _rings = MemoryMapping.Map(descriptors.Rings, checked((nuint)Layout.ValueSize * (nuint)descriptors.Cpus), writable: true);
        try
        {
            _control = MemoryMapping.Map(descriptors.Control, ControlLayout.Size(Layout.SlotCount), writable: true);
            Doorbell = new Doorbell(descriptors.Bell, _control);
            MemoryMapping.RequireRoom(Headroom);
        }
        catch
        {
            Doorbell?.Dispose();
            _control?.Dispose();
            _rings.Dispose();
            throw;
        }

        Ringless = new LossCounters(_control.Pointer, StampTolerance);
        Rings = new CaptureRing[descriptors.Cpus];
        for (var cpu = 0; cpu < Rings.Length; cpu++)
            Rings[cpu] = new CaptureRing(_rings.Pointer + (long)cpu * Layout.ValueSize, Layout);
        Skipped = new SkippedRuns(Layout.SlotCount);
        Slots = new LossSlots(Layout.SlotCount, [.. Rings.Select(ring => ring.Losses.Counters), Ringless, Skipped], freed);
    }

    /// <summary>Where things lie in each.</summary>
    public RingLayout Layout { get; }

    /// <summary>One for each CPU.</summary>
    public CaptureRing[] Rings { get; }

    /// <summary>What is lost on CPUs that have no ring.</summary>
    public LossCounters Ringless { get; }

    /// <summary>Wakes the reader.</summary>
    public Doorbell Doorbell { get; }

    /// <summary>Runs the kernel has skipped, as far as it was told.</summary>
    public SkippedRuns Skipped { get; }

    /// <summary>Whose losses are counted where: in the rings, one CPU after the other, on CPUs that have none, and of runs that were skipped.</summary>
    public LossSlots Slots { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Doorbell.Dispose();
        _rings.Dispose();
        _control.Dispose();
    }
}
