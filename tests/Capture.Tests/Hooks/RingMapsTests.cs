using System.Numerics;
using Capture.Handover;
using Capture.Hooks;
using Capture.Reasons;
using Capture.Records;
using Capture.Rings;
using Capture.Selection;
using CsCheck;
using Ebpf.Objects;
using Ebpf.Sys;
using Ebpf.Tests;
using Linux;
using Xdpdump.Sentences;

namespace Capture.Tests.Hooks;

public sealed class RingMapsTests
{
    private const long Budget = 128 << 20;
    private const uint Largest = 16 << 20;

    [Theory]
    [InlineData(1, Largest)]
    [InlineData(8, Largest)]
    [InlineData(9, 8 << 20)]
    [InlineData(128, 1 << 20)]
    [InlineData(8192, 16 << 10)]
    public void The_budget_is_shared_by_all_cpus(int cpus, uint bytes) => Assert.Equal(bytes, RingMaps.Affordable(cpus));

    [Fact]
    public void Rings_are_as_large_as_a_power_of_two_within_the_budget_can_be() => Gen.Int[1, 8192].Sample(cpus =>
    {
        var each = RingMaps.Affordable(cpus);
        Assert.True(BitOperations.IsPow2(each));
        Assert.InRange(each * (long)cpus, 1, Budget);
        Assert.True(each == Largest || each * 2L * cpus > Budget, $"{cpus} CPUs could have more than {each} bytes each");
    });

    [Theory]
    [InlineData(7)] // E2BIG
    [InlineData(12)] // ENOMEM
    [InlineData(1)] // EPERM: before 5.11 the memory-lock limit
    public void Rings_get_smaller_until_the_kernel_has_room_for_them(int errno)
    {
        const uint Room = 300_000;
        var asked = new List<uint>();
        using var kernel = Kernel(each =>
        {
            asked.Add(each);
            return each > Room ? -errno : 0;
        });
        using var maps = RingMaps.Create(snapLength: 96);

        Assert.Equal(256u * 1024, maps.Layout.DataSize);
        Assert.Equal(new RingLayout(RingMaps.FewestSlots, 256 * 1024, 96).ValueSize, asked[^1]);
        Assert.Equal(asked.OrderDescending(), asked);
        Assert.Equal(PossibleCpus.Count, maps.Descriptors.Cpus);
    }

    [Theory]
    [InlineData(1, 0, 1024)]
    [InlineData(23, 1, 1024)]
    [InlineData(100, 0, 8192)]
    [InlineData(20, 100, 8192)]
    [InlineData(100_000, 0, 65536)]
    public void There_are_slots_for_twice_what_interfaces_may_run(int interfaces, int functions, int slots) =>
        Assert.Equal(slots, RingMaps.SlotsFor(interfaces, functions));

    [Fact]
    public void When_slots_run_out_it_is_said_how_many_there_are_and_those_given_back_are_had_again_once_they_are_settled()
    {
        using var kernel = Kernel(_ => 0);
        using var maps = RingMaps.Create(snapLength: 96);
        var first = maps.TakeSlots(1000);
        Assert.StartsWith(
            "25 capture points more are too many for one capture, which has room for 1024 at a time; ",
            Sentence.Of(Assert.Throws<CaptureException>(() => maps.TakeSlots(25))), StringComparison.Ordinal);
        using var rings = new MappedRings(maps.Descriptors, maps.FreeSlots);
        rings.Slots.Release(first, now: 1);
        Assert.Throws<CaptureException>(() => maps.TakeSlots(25));
        rings.Slots.Free(rings.Slots.TakeSettled(ulong.MaxValue)!.Value);
        Assert.Equal(0, maps.TakeSlots(25).First);
    }

    [Fact]
    public void Rings_that_fit_at_once_are_as_large_as_the_budget_allows()
    {
        using var kernel = Kernel(_ => 0);
        using var maps = RingMaps.Create(snapLength: RingLayout.MaximumSnapLength);
        Assert.Equal(Math.Max(1u << 20, RingMaps.Affordable(PossibleCpus.Count)), maps.Layout.DataSize);
    }

    [Theory]
    [InlineData(65536, 65536)]
    [InlineData(100_000, 131072)]
    [InlineData(RingLayout.MaximumDataSize, RingLayout.MaximumDataSize)]
    public void A_size_that_is_asked_for_is_had_whatever_the_budget_is(uint wanted, uint size)
    {
        using var kernel = Kernel(_ => 0);
        using var maps = RingMaps.Create(snapLength: 96, wanted: wanted);
        Assert.Equal(size, maps.Layout.DataSize);
    }

    [Fact]
    public void Where_not_even_the_smallest_rings_fit_the_kernel_is_quoted()
    {
        uint last = 0;
        using var kernel = Kernel(each =>
        {
            last = each;
            return -Errno.E2BIG.Value;
        });
        var failure = Assert.Throws<CaptureException>(() => RingMaps.Create(snapLength: RingLayout.MaximumSnapLength));
        Assert.Equal("the kernel refused to create the rings: BPF_MAP_CREATE xdpdump_rings: E2BIG (Argument list too long)", Sentence.Of(failure));

        // The smallest still holds two of the longest records.
        Assert.InRange(last, 2 * (RingLayout.MaximumSnapLength + RingLayout.RecordOverhead), 2u << 20);
    }

    [Fact]
    public void Rings_that_memory_is_too_small_for_are_smaller_and_known_to_be()
    {
        using var kernel = Kernel(each => each > 2 << 20 ? -Errno.ENOMEM.Value : 0, cpus: 64);
        using var maps = RingMaps.Create(snapLength: 1600, cpus: 64);
        Assert.Equal((1u << 20, 2u << 20), (maps.Layout.DataSize, maps.MissedSize));
    }

    [Fact]
    public void Rings_that_the_kernel_has_no_such_maps_for_are_smaller_without_a_word()
    {
        using var kernel = Kernel(each => each > 2 << 20 ? -Errno.E2BIG.Value : 0, cpus: 64);
        using var maps = RingMaps.Create(snapLength: 1600, cpus: 64);
        Assert.Equal((1u << 20, 0u), (maps.Layout.DataSize, maps.MissedSize));
    }

    [Fact]
    public void Where_there_is_no_memory_for_the_smallest_rings_it_is_told_what_takes_less()
    {
        using var kernel = Kernel(_ => -Errno.ENOMEM.Value, cpus: 256);
        Assert.Equal(
            "there is no memory for the rings (BPF_MAP_CREATE xdpdump_rings: ENOMEM (Cannot allocate memory)): 256 CPUs take 1024 KiB each, so that "
            + "two packets of 262144 bytes fit in. Keep less of each packet (-s 1600), or raise the limit that is met (a container's or a service's "
            + "memory limit, ulimit -v)",
            Sentence.Of(Assert.Throws<CaptureException>(() => RingMaps.Create(RingLayout.MaximumSnapLength, cpus: 256))));
        Assert.Contains(
            "take 64 KiB each, so that two packets of 1600 bytes fit in. Raise the limit that is met",
            Sentence.Of(Assert.Throws<CaptureException>(() => RingMaps.Create(1600, cpus: 256))), StringComparison.Ordinal);
    }

    /// <summary>The kernel had the memory, and this process no room to map it: the next ones are smaller than that.</summary>
    [Fact]
    public void Rings_that_cannot_be_mapped_are_made_again_half_as_large()
    {
        using var kernel = Kernel(_ => 0);
        var reading = new FakeReading { OnRings = rings => RefuseAbove(256 * 1024, rings) };
        using var context = new CaptureContext(
            new CaptureOptions { Interfaces = ["eth0"] }, new NamespaceScope(null), most => RingMaps.Create(1600, cpus: 128, most: most), reading);
        Assert.Equal(256u * 1024, context.Maps.Layout.DataSize);
        Assert.Equal([1u << 20, 512u * 1024, 256u * 1024], reading.Rings.Select(rings => rings.Layout.DataSize));
        Assert.Equal(1u << 20, context.MissedRingSize);
    }

    [Fact]
    public void Rings_that_cannot_be_mapped_at_all_are_an_error_that_says_what_helps()
    {
        using var kernel = Kernel(_ => 0);
        var reading = new FakeReading { OnRings = rings => RefuseAbove(0, rings) };
        using var context = new CaptureContext(
            new CaptureOptions { Interfaces = ["eth0"] }, new NamespaceScope(null), most => RingMaps.Create(RingLayout.MaximumSnapLength, cpus: 128, most: most), reading);
        Assert.StartsWith(
            "there is no memory for the rings (mmap: ENOMEM (Cannot allocate memory)): 128 CPUs take 1024 KiB each",
            Sentence.Of(Assert.Throws<CaptureException>(() => context.Maps)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_kernel_without_ring_buffer_maps_is_too_old()
    {
        using var kernel = new FakeKernel().On(BpfCommand.MapCreate, (attributes, _) =>
            FakeKernel.As<MapCreateAttributes>(attributes).MapType == (uint)MapType.RingBuffer ? -Errno.EINVAL.Value : FakeMachine.MappableDescriptor());
        var failure = Assert.Throws<CaptureException>(() => RingMaps.Create(snapLength: 96));
        Assert.Equal("this kernel has no ring buffers: to capture at the XDP layer it takes Linux 5.8 or later", Sentence.Of(failure));
    }

    /// <summary>A ring-buffer map takes whole pages: 4096 bytes are EINVAL where a page is larger, and then no smaller ring helps.</summary>
    [Theory]
    [InlineData(4096)]
    [InlineData(16384)]
    [InlineData(65536)]
    public void A_doorbell_takes_a_page(int page)
    {
        Assert.Equal((uint)page, RingMaps.DoorbellSize(page));
        uint asked = 0;
        using var kernel = new FakeKernel().On(BpfCommand.MapCreate, (attributes, _) =>
        {
            ref var map = ref FakeKernel.As<MapCreateAttributes>(attributes);
            if (map.MapType == (uint)MapType.RingBuffer)
                asked = map.MaxEntries;
            return FakeMachine.MappableDescriptor();
        });
        RingMaps.Create(snapLength: 96).Dispose();
        Assert.Equal((uint)Environment.SystemPageSize, asked);
    }

    [Fact]
    public void No_ring_is_made_or_made_smaller_where_the_doorbell_is_refused()
    {
        var rings = 0;
        using var kernel = new FakeKernel().On(BpfCommand.MapCreate, (attributes, _) =>
        {
            ref var map = ref FakeKernel.As<MapCreateAttributes>(attributes);
            if (map.MapType == (uint)MapType.RingBuffer)
                return -Errno.EINVAL.Value;
            rings += map.ValueSize >= 64 * 1024 ? 1 : 0;
            return FakeMachine.MappableDescriptor();
        });
        Assert.Throws<CaptureException>(() => RingMaps.Create(snapLength: 96));
        Assert.Equal(0, rings);
    }

    private static void RefuseAbove(uint size, RingDescriptors rings)
    {
        if (rings.Layout.DataSize > size)
            throw new SystemCallException("mmap", Errno.ENOMEM);
    }

    /// <param name="rings">Gets the size of one ring; answers 0 or a negative errno.</param>
    /// <param name="cpus">How many rings there are; 0: one for each possible CPU.</param>
    private static FakeKernel Kernel(Func<uint, int> rings, int cpus = 0) => new FakeKernel().On(BpfCommand.MapCreate, (attributes, _) =>
    {
        ref var map = ref FakeKernel.As<MapCreateAttributes>(attributes);
        var answer = map.MapType == (uint)MapType.Array && map.MaxEntries == (cpus == 0 ? PossibleCpus.Count : cpus) && map.ValueSize > ControlLayout.Size(RingMaps.FewestSlots)
            ? rings(map.ValueSize)
            : 0;
        return answer < 0 ? answer : FakeMachine.MappableDescriptor();
    });
}
