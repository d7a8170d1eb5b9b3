using Capture.Emission;
using Capture.Handover;
using Capture.Reasons;
using Capture.Records;
using Ebpf.Features;
using Ebpf.Objects;
using Ebpf.Xdp;
using Linux;
using Linux.Files;
using Linux.Processes;

namespace Capture.Hooks;

/// <summary>The maps of one capture: the rings, the control value and the doorbell.</summary>
internal sealed unsafe class RingMaps : IDisposable
{
    private const long MemoryBudget = 128L << 20;
    private const uint LargestData = 16u << 20;

    /// <summary>16 KiB of each ring.</summary>
    internal const int FewestSlots = 1024;

    private readonly BpfMap _rings;
    private readonly BpfMap _control;
    private readonly BpfMap _bell;
    private readonly MemoryMapping _controlMemory;
    private readonly SlotAllocator _slots;
    private MemberMap? _members;

    private RingMaps(RingLayout layout, int cpus, BpfMap rings, BpfMap control, BpfMap bell)
    {
        Layout = layout;
        (_rings, _control, _bell) = (rings, control, bell);
        _controlMemory = control.MapMemory();
        _slots = new SlotAllocator(layout.SlotCount);
        Descriptors = new RingDescriptors(layout, cpus, rings.Handle, control.Handle, bell.Handle);
    }

    /// <summary>The layout the kernel had room for.</summary>
    public RingLayout Layout { get; }

    /// <summary>Bytes of ring each CPU was to have, where there was no memory for that; 0 where it has them.</summary>
    public uint MissedSize { get; init; }

    /// <summary>Whether there can be smaller ones.</summary>
    public bool CanShrink => Layout.DataSize > Smallest(Layout.SnapLength);

    /// <summary>What a reader needs of them.</summary>
    public RingDescriptors Descriptors { get; }

    /// <summary>The interfaces that share hooks; made when it is first asked for, which few captures do.</summary>
    /// <exception cref="CaptureException">The kernel refuses to make it.</exception>
    public MemberMap Members => _members ??= MemberMap.Create();

    /// <summary>Takes slots for the hooks of an interface.</summary>
    /// <exception cref="CaptureException">There are not so many.</exception>
    public SlotRange TakeSlots(int count) => (count > RingLayout.MaximumGroup ? null : _slots.TryTake(count))
        ?? throw new CaptureException(new TooManyPointsAtOnce(count, Layout.SlotCount));

    /// <summary>Lets others have slots, now that all that was counted there is read.</summary>
    public void FreeSlots(SlotRange range) => _slots.Free(range);

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
    /// <param name="most">Bytes of ring that a CPU may have, larger ones having been tried in vain.</param>
    /// <exception cref="CaptureException">Not even the smallest rings can be had.</exception>
    public static RingMaps Create(
        uint snapLength, uint filterReach = 0, uint wanted = 0, int cpus = 0, int slots = FewestSlots, uint most = uint.MaxValue)
    {
        MemoryLockLimit.TryRaise(); // kernels before 5.11 charge maps to it; where it cannot be raised it may still do
        cpus = cpus == 0 ? PossibleCpus.Count : cpus;
        var smallest = Smallest(snapLength);
        var size = Math.Max(smallest, wanted == 0 ? Affordable(cpus) : System.Numerics.BitOperations.RoundUpToPowerOf2(wanted));
        var missed = most < size ? size : 0;
        size = Math.Max(smallest, Math.Min(size, most));
        var bell = CreateBell();
        while (true)
        {
            var layout = new RingLayout(slots, size, snapLength, filterReach);
            try
            {
                return Create(layout, cpus, bell, missed);
            }
            catch (SystemCallException failure) when (size > smallest && (failure.Errno == Errno.E2BIG || failure.Errno == Errno.ENOMEM
                || failure.Errno == Errno.EPERM || failure.Errno == Errno.EINVAL))
            {
                if (failure.Errno == Errno.ENOMEM && missed == 0)
                    missed = size;
                size /= 2;
            }
            catch (SystemCallException failure)
            {
                bell.Dispose();
                throw failure.Errno == Errno.ENOMEM ? NoRoom(layout, cpus, failure) : LoadFailures.Explain(failure, new CreateRings());
            }
            catch
            {
                bell.Dispose();
                throw;
            }
        }
    }

    /// <summary>What it means that there is no memory for these, where there are no smaller ones.</summary>
    public CaptureException NoRoom(SystemCallException failure) => NoRoom(Layout, Descriptors.Cpus, failure);

    private static CaptureException NoRoom(RingLayout layout, int cpus, SystemCallException failure) =>
        new(new NoMemoryForRings(cpus, layout.DataSize, layout.SnapLength, failure.Message), cause: failure);

    public void Dispose()
    {
        _members?.Dispose();
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

    /// <summary>Bytes of the smallest ring: two of the longest packets fit in, so that one can be read while the next one comes.</summary>
    private static uint Smallest(uint snapLength) =>
        Math.Max(64 * 1024, System.Numerics.BitOperations.RoundUpToPowerOf2(2 * (snapLength + RingLayout.RecordOverhead)));

    /// <summary>Bytes of the doorbell: a ring-buffer map takes whole pages, however large these are.</summary>
    internal static uint DoorbellSize(int page) => (uint)page;

    /// <summary>By itself, so that no ring is made smaller for what it is refused.</summary>
    private static BpfMap CreateBell()
    {
        try
        {
            return BpfMap.Create(new MapSpec(MapType.RingBuffer, 0, 0, DoorbellSize(Environment.SystemPageSize), 0, "xdpdump_bell"));
        }
        catch (BpfException failure)
        {
            throw failure.Errno == Errno.EINVAL && MapFeatures.RingBuffers.Support is FeatureUnsupported
                ? new CaptureException(new KernelLacks(MapFeatures.RingBuffers.Name, MapFeatures.RingBuffers.Since), cause: failure)
                : LoadFailures.Explain(failure, new CreateRings());
        }
    }

    private static RingMaps Create(RingLayout layout, int cpus, BpfMap bell, uint missed)
    {
        BpfMap? rings = null, control = null;
        try
        {
            rings = BpfMap.Create(new MapSpec(
                MapType.Array, sizeof(uint), layout.ValueSize, (uint)cpus, MapFlags.Mappable, "xdpdump_rings"));
            control = BpfMap.Create(new MapSpec(
                MapType.Array, sizeof(uint), ControlLayout.Size(layout.SlotCount), 1, MapFlags.Mappable, "xdpdump_control"));
            return new RingMaps(layout, cpus, rings, control, bell) { MissedSize = missed };
        }
        catch
        {
            control?.Dispose();
            rings?.Dispose();
            throw;
        }
    }
}
