using Capture.Emission;
using Capture.Reasons;
using Capture.Records;
using Capture.Rings;
using Ebpf.Objects;
using Ebpf.Xdp;
using Linux;
using Linux.Files;
using Linux.Processes;
using Linux.Time;

namespace Capture.Hooks;

/// <summary>The maps of one capture, in memory: the rings, the control value and the doorbell.</summary>
internal sealed unsafe class RingMaps : IDisposable
{
    private const long MemoryBudget = 128L << 20;
    private const uint LargestData = 16u << 20;
    private const uint DoorbellSize = 4096;

    /// <summary>16 KiB of each ring.</summary>
    internal const int FewestSlots = 1024;

    // CPUs that have no ring write one stamp together, each within a microsecond of having had it from the clock.
    private const ulong StampTolerance = 20_000;

    private readonly BpfMap _rings;
    private readonly BpfMap _control;
    private readonly BpfMap _bell;
    private readonly MemoryMapping _ringMemory;
    private readonly MemoryMapping _controlMemory;
    private MemberMap? _members;

    private RingMaps(RingLayout layout, int cpus, BpfMap rings, BpfMap control, BpfMap bell)
    {
        Layout = layout;
        (_rings, _control, _bell) = (rings, control, bell);
        _ringMemory = rings.MapMemory();
        try
        {
            _controlMemory = control.MapMemory();
            Doorbell = new Doorbell(bell, _controlMemory);
            Ringless = new LossCounters(_controlMemory.Pointer, StampTolerance);
        }
        catch
        {
            _controlMemory?.Dispose();
            _ringMemory.Dispose();
            throw;
        }

        Rings = new CaptureRing[cpus];
        for (var cpu = 0; cpu < Rings.Length; cpu++)
            Rings[cpu] = new CaptureRing(_ringMemory.Pointer + (long)cpu * layout.ValueSize, layout);
        Skipped = new SkippedRuns(layout.SlotCount);
        Slots = new LossSlots(layout.SlotCount, [.. Rings.Select(ring => ring.Losses.Counters), Ringless, Skipped]);
    }

    /// <summary>The layout the kernel had room for.</summary>
    public RingLayout Layout { get; }

    /// <summary>One ring per possible CPU.</summary>
    public CaptureRing[] Rings { get; }

    /// <summary>What is lost on CPUs that have no ring.</summary>
    public LossCounters Ringless { get; }

    public Doorbell Doorbell { get; }

    /// <summary>Runs the kernel has skipped, as far as it was asked.</summary>
    public SkippedRuns Skipped { get; }

    /// <summary>Whose losses are counted where: in the rings, one CPU after the other, on CPUs that have none, and of runs that were skipped.</summary>
    public LossSlots Slots { get; }

    /// <summary>The interfaces that share hooks; made when it is first asked for, which few captures do.</summary>
    /// <exception cref="CaptureException">The kernel refuses to make it.</exception>
    public MemberMap Members => _members ??= MemberMap.Create();

    /// <summary>Takes slots for the hooks of an interface.</summary>
    /// <exception cref="CaptureException">There are not so many.</exception>
    public SlotRange TakeSlots(int count) => (count > RingLayout.MaximumGroup ? null : Slots.TryTake(count))
        ?? throw CaptureErrors.TooManyPointsAtOnce(count, Layout.SlotCount);

    /// <summary>Gives slots back once no hook counts there any more; others get them when all that was recorded by now is read.</summary>
    public void ReleaseSlots(SlotRange range) => Slots.Release(range, (ulong)Clock.MonotonicNanoseconds());

    /// <summary>Tells hooks how far they are in on an interface.</summary>
    public void SetState(int firstSlot, MemberState state) =>
        Volatile.Write(ref *(ulong*)(_controlMemory.Pointer + ControlLayout.StateOf(firstSlot)), (ulong)state);

    /// <summary>The maps by the names the emitted programs use.</summary>
    public IReadOnlyDictionary<string, BpfMap> ByName
    {
        get
        {
            var maps = new Dictionary<string, BpfMap>
            {
                [RingAccess.RingsMap] = _rings,
                [RingAccess.ControlMap] = _control,
                [RingAccess.DoorbellMap] = _bell,
            };
            if (_members is not null)
                maps[InterfaceFilter.MembersMap] = _members.Map;
            return maps;
        }
    }

    /// <summary>Creates them: as much ring as the budget allows, less where the kernel refuses that much.</summary>
    /// <param name="snapLength">The most bytes kept of a packet.</param>
    /// <param name="filterReach">How many bytes of a packet a filter looks at.</param>
    /// <param name="wanted">Bytes of ring that each CPU is to have; 0 is what the budget allows.</param>
    /// <param name="cpus">How many rings; 0 is one for each possible CPU.</param>
    /// <param name="slots">How many slots for loss counters, a power of two.</param>
    /// <exception cref="CaptureException">Not even the smallest rings can be had.</exception>
    public static RingMaps Create(uint snapLength, uint filterReach = 0, uint wanted = 0, int cpus = 0, int slots = FewestSlots)
    {
        MemoryLockLimit.TryRaise(); // kernels before 5.11 charge maps to it; where it cannot be raised it may still do
        cpus = cpus == 0 ? PossibleCpus.Count : cpus;
        var smallest = System.Numerics.BitOperations.RoundUpToPowerOf2(2 * (snapLength + RingLayout.RecordOverhead));
        smallest = Math.Max(smallest, 64 * 1024);
        var size = Math.Max(smallest, wanted == 0 ? Affordable(cpus) : System.Numerics.BitOperations.RoundUpToPowerOf2(wanted));
        while (true)
        {
            var layout = new RingLayout(slots, size, snapLength, filterReach);
            try
            {
                return Create(layout, cpus);
            }
            catch (BpfException failure) when (size > smallest && (failure.Errno == Errno.E2BIG || failure.Errno == Errno.ENOMEM
                || failure.Errno == Errno.EPERM || failure.Errno == Errno.EINVAL))
            {
                size /= 2;
            }
            catch (BpfException failure)
            {
                throw LoadFailures.Explain(failure, new CreateRings());
            }
        }
    }

    public void Dispose()
    {
        _members?.Dispose();
        Doorbell.Dispose();
        _ringMemory.Dispose();
        _controlMemory.Dispose();
        _bell.Dispose();
        _control.Dispose();
        _rings.Dispose();
    }

    /// <summary>
    /// Slots for the hooks of so many interfaces: room for a libxdp dispatcher and all its programs at both sides, or for what was named,
    /// and as much again for programs that come before those that they replace are through.
    /// </summary>
    internal static int SlotsFor(int interfaces, int functions) => (int)Math.Clamp(
        System.Numerics.BitOperations.RoundUpToPowerOf2(4 * (ulong)interfaces * (ulong)Math.Max(functions, 1 + XdpDispatcher.MaximumPrograms)),
        FewestSlots, RingLayout.MaximumSlots);

    /// <summary>Bytes of ring per CPU within the budget, a power of two.</summary>
    internal static uint Affordable(int cpus)
    {
        var each = (ulong)(MemoryBudget / cpus);
        return (uint)Math.Min(LargestData, System.Numerics.BitOperations.RoundUpToPowerOf2(each + 1) / 2);
    }

    private static RingMaps Create(RingLayout layout, int cpus)
    {
        BpfMap? rings = null, control = null, bell = null;
        try
        {
            rings = BpfMap.Create(new MapSpec(
                MapType.Array, sizeof(uint), layout.ValueSize, (uint)cpus, MapFlags.Mappable, "xdpdump_rings"));
            control = BpfMap.Create(new MapSpec(
                MapType.Array, sizeof(uint), ControlLayout.Size(layout.SlotCount), 1, MapFlags.Mappable, "xdpdump_control"));
            bell = BpfMap.Create(new MapSpec(MapType.RingBuffer, 0, 0, DoorbellSize, 0, "xdpdump_bell"));
            return new RingMaps(layout, cpus, rings, control, bell);
        }
        catch
        {
            bell?.Dispose();
            control?.Dispose();
            rings?.Dispose();
            throw;
        }
    }
}
