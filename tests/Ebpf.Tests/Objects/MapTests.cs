using System.Text;
using Ebpf.Objects;
using Ebpf.Sys;
using Linux;

namespace Ebpf.Tests.Objects;

public sealed unsafe class MapTests
{
    [Fact]
    public void A_map_is_created_as_specified()
    {
        MapCreateAttributes seen = default;
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.MapCreate, (bytes, _) =>
        {
            seen = FakeKernel.As<MapCreateAttributes>(bytes);
            return FakeKernel.NewDescriptor();
        });
        using BpfMap map = BpfMap.Create(new MapSpec(MapType.Array, 4, 8200, 3, MapFlags.Mappable, "xdpdump.rings_and_more"));
        Assert.Equal((2u, 4u, 8200u, 3u, 0x400u), (seen.MapType, seen.KeySize, seen.ValueSize, seen.MaxEntries, seen.Flags));
        Assert.Equal("xdpdump.rings_a\0", Encoding.ASCII.GetString((ReadOnlySpan<byte>)seen.Name));
        Assert.Equal((4, 8200), (map.KeyLength, map.ValueLength));
    }

    [Fact]
    public void A_map_that_cannot_be_is_named_by_its_name_or_kind()
    {
        using FakeKernel kernel = new FakeKernel().Fail(BpfCommand.MapCreate, Errno.E2BIG);
        Assert.Equal("BPF_MAP_CREATE rings: E2BIG (Argument list too long)",
            Assert.Throws<BpfException>(() => BpfMap.Create(new MapSpec(MapType.Array, 4, 1, 1, Name: "rings"))).Message);
        Assert.Equal("BPF_MAP_CREATE RingBuffer: E2BIG (Argument list too long)",
            Assert.Throws<BpfException>(() => BpfMap.Create(new MapSpec(MapType.RingBuffer, 0, 0, 4096))).Message);
    }

    [Theory]
    [InlineData(8, 1, 1)]
    [InlineData(4096, 1, 1)]
    [InlineData(4097, 1, 2)]
    [InlineData(4, 1024, 2)]
    [InlineData(4, 1025, 3)]
    [InlineData(2147483640, 16, 8388608)]
    public void Memory_has_values_of_whole_8_bytes_and_ends_with_a_page(uint valueSize, uint entries, long pages)
    {
        Assert.SkipUnless(Environment.SystemPageSize == 4096, "the numbers are for pages of 4096 bytes");
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.MapCreate, (_, _) => FakeKernel.NewDescriptor());
        using BpfMap map = BpfMap.Create(new MapSpec(MapType.Array, 4, valueSize, entries, MapFlags.Mappable));
        Assert.Equal(pages * 4096, map.MemoryLength);
    }

    [Fact]
    public void Values_of_every_cpu_are_read_together()
    {
        using FakeKernel kernel = new FakeKernel().On(BpfCommand.MapCreate, (_, _) => FakeKernel.NewDescriptor());
        using BpfMap map = BpfMap.Create(new MapSpec(MapType.PerCpuArray, 4, 12, 1));
        Assert.Equal(16 * PossibleCpus.Count, map.ValueLength);
    }

    [Fact]
    public void A_value_is_looked_up_and_a_missing_one_is_no_failure()
    {
        using FakeKernel kernel = Created().On(BpfCommand.MapLookupElement, (bytes, _) =>
        {
            ref MapElementAttributes attributes = ref FakeKernel.As<MapElementAttributes>(bytes);
            if (*(int*)attributes.Key != 5)
                return -Errno.ENOENT.Value;
            *(long*)attributes.Value = 99;
            return 0;
        });
        using BpfMap map = Hash();
        byte[] value = new byte[8];
        Assert.True(map.Lookup([5, 0, 0, 0], value));
        Assert.Equal(99, BitConverter.ToInt64(value));
        Assert.False(map.Lookup([6, 0, 0, 0], value));
    }

    [Fact]
    public void Keys_and_values_of_a_wrong_length_never_reach_the_kernel()
    {
        using FakeKernel kernel = Created();
        using BpfMap map = Hash();
        byte[] value = new byte[8];
        int calls = kernel.Calls.Count;
        Assert.StartsWith("3 bytes for a key of map flows, expected 4",
            Assert.Throws<ArgumentException>(() => map.Lookup(new byte[3], value)).Message, StringComparison.Ordinal);
        Assert.StartsWith("7 bytes for a value of map flows, expected 8",
            Assert.Throws<ArgumentException>(() => map.Lookup(new byte[4], new byte[7])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => map.Update(new byte[4], new byte[9]));
        Assert.Throws<ArgumentException>(() => map.Update(new byte[5], value));
        Assert.Throws<ArgumentException>(() => map.Delete([]));
        Assert.Throws<ArgumentException>(() => map.NextKey([], new byte[3]));
        Assert.Throws<ArgumentException>(() => map.NextKey(new byte[2], new byte[4]));
        Assert.Equal(calls, kernel.Calls.Count);
    }

    [Fact]
    public void An_update_says_when_it_may_happen()
    {
        ulong flags = 0;
        using FakeKernel kernel = Created().On(BpfCommand.MapUpdateElement, (bytes, _) =>
        {
            flags = FakeKernel.As<MapElementAttributes>(bytes).Flags;
            return flags == 2 ? -Errno.ENOENT.Value : 0;
        });
        using BpfMap map = Hash();
        map.Update(new byte[4], new byte[8]);
        Assert.Equal(0ul, flags);
        map.Update(new byte[4], new byte[8], UpdateMode.OnlyNew);
        Assert.Equal(1ul, flags);
        BpfException exception = Assert.Throws<BpfException>(() => map.Update(new byte[4], new byte[8], UpdateMode.OnlyExisting));
        Assert.Equal("BPF_MAP_UPDATE_ELEM flows: ENOENT (No such file or directory)", exception.Message);
    }

    [Fact]
    public void Removing_what_is_not_there_is_no_failure()
    {
        using FakeKernel kernel = Created().Fail(BpfCommand.MapDeleteElement, Errno.ENOENT);
        using BpfMap map = Hash();
        Assert.False(map.Delete(new byte[4]));
    }

    [Fact]
    public void Keys_are_walked_from_the_first_on()
    {
        using FakeKernel kernel = Created().On(BpfCommand.MapGetNextKey, (bytes, _) =>
        {
            ref MapElementAttributes attributes = ref FakeKernel.As<MapElementAttributes>(bytes);
            int next = attributes.Key is null ? 10 : *(int*)attributes.Key + 1;
            if (next > 12)
                return -Errno.ENOENT.Value;
            *(int*)attributes.Value = next;
            return 0;
        });
        using BpfMap map = Hash();
        List<int> keys = [];
        byte[] key = [];
        byte[] next = new byte[4];
        while (map.NextKey(key, next))
        {
            keys.Add(BitConverter.ToInt32(next));
            key = [.. next];
        }
        Assert.Equal([10, 11, 12], keys);
    }

    [Fact]
    public void A_map_opened_by_id_knows_its_sizes()
    {
        using FakeKernel kernel = new FakeKernel()
            .On(BpfCommand.MapGetDescriptorById, (_, _) => FakeKernel.NewDescriptor())
            .OnInfo((ref MapInfoRecord record) =>
            {
                record.Type = 14;
                record.Id = 9;
                record.KeySize = 4;
                record.ValueSize = 8;
                record.MaxEntries = 16;
                record.Flags = 0x80;
                record.Name = ObjectNames.ToRecord("ports");
            });
        using BpfMap map = BpfMap.OpenById(9);
        Assert.Equal((4, 8), (map.KeyLength, map.ValueLength));
        MapInfo info = map.GetInfo();
        Assert.Equal((9u, MapType.DeviceMap, 16u, "ports"), (info.Id, info.Type, info.MaxEntries, info.Name));
        Assert.Equal(MapFlags.ReadOnlyProgram, info.Flags);
    }

    [Fact]
    public void A_lookup_allocates_nothing()
    {
        using FakeKernel kernel = Created();
        using BpfMap map = Hash();
        byte[] key = new byte[4];
        byte[] value = new byte[8];
        using IDisposable silent = BpfSyscall.Replace(static (_, _, _) => 0); // the fake's list of calls would grow
        map.Lookup(key, value);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            map.Lookup(key, value);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static FakeKernel Created() => new FakeKernel().On(BpfCommand.MapCreate, (_, _) => FakeKernel.NewDescriptor());

    private static BpfMap Hash() => BpfMap.Create(new MapSpec(MapType.Hash, 4, 8, 100, Name: "flows"));
}
