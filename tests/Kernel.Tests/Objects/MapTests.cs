using Ebpf.Asm;
using Ebpf.Objects;
using Linux;
using Linux.Files;
using static Ebpf.Asm.Register;

namespace Kernel.Tests.Objects;

public sealed unsafe class MapTests
{
    [Fact]
    public void A_map_is_found_among_all_and_described()
    {
        using BpfMap map = BpfMap.Create(new MapSpec(MapType.Hash, 4, 8, 100, MapFlags.NoPreallocation, "flows"));
        MapInfo info = map.GetInfo();
        Assert.Equal((MapType.Hash, 4u, 8u, 100u, "flows"), (info.Type, info.KeySize, info.ValueSize, info.MaxEntries, info.Name));
        Assert.Equal(MapFlags.NoPreallocation, info.Flags);
        Assert.Contains(info.Id, BpfMap.Ids());

        using BpfMap again = BpfMap.OpenById(info.Id);
        map.Update([1, 2, 3, 4], [8, 7, 6, 5, 4, 3, 2, 1]);
        byte[] value = new byte[8];
        Assert.True(again.Lookup([1, 2, 3, 4], value));
        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1], value);
    }

    [Fact]
    public void Keys_are_added_walked_and_removed()
    {
        using BpfMap map = BpfMap.Create(new MapSpec(MapType.Hash, 4, 8, 10));
        byte[] next = new byte[4];
        Assert.False(map.NextKey([], next));
        for (int i = 1; i <= 3; i++)
            map.Update(BitConverter.GetBytes(i), BitConverter.GetBytes((long)i), UpdateMode.OnlyNew);
        Assert.Equal(Errno.EEXIST, Assert.Throws<BpfException>(() => map.Update([1, 0, 0, 0], new byte[8], UpdateMode.OnlyNew)).Errno);

        HashSet<int> keys = [];
        byte[] key = [];
        while (map.NextKey(key, next))
        {
            keys.Add(BitConverter.ToInt32(next));
            key = [.. next];
        }
        Assert.Equal([1, 2, 3], keys.Order());

        Assert.True(map.Delete([2, 0, 0, 0]));
        Assert.False(map.Delete([2, 0, 0, 0]));
        Assert.False(map.Lookup([2, 0, 0, 0], new byte[8]));
    }

    [Fact]
    public void Every_cpus_value_is_read()
    {
        using BpfMap map = BpfMap.Create(new MapSpec(MapType.PerCpuArray, 4, 12, 1));
        byte[] values = [.. Enumerable.Range(1, map.ValueLength).Select(i => (byte)i)];
        map.Update(new byte[4], values);
        byte[] read = new byte[map.ValueLength];
        Assert.True(map.Lookup(new byte[4], read));
        for (int cpu = 0; cpu < PossibleCpus.Count; cpu++)
            Assert.Equal(values.AsSpan(cpu * 16, 12), read.AsSpan(cpu * 16, 12));
    }

    [Fact]
    public void A_program_and_we_share_the_memory_of_a_map()
    {
        using BpfMap counts = Samples.Counts();
        using MemoryMapping memory = counts.MapMemory();
        using BpfProgram program = BpfProgram.Load(Samples.Count(Samples.Drop), Samples.Named("counts", counts));
        ulong* count = (ulong*)(memory.Pointer + 8);
        *count = 40;
        program.TestRun(new TestRunOptions { Data = Samples.Frame(60) });
        program.TestRun(new TestRunOptions { Data = Samples.Frame(60) });
        Assert.Equal(42ul, *count);
    }

    [Fact]
    public void Memory_of_several_values_lies_in_whole_8_bytes()
    {
        using BpfMap map = BpfMap.Create(new MapSpec(MapType.Array, 4, 12, 3, MapFlags.Mappable));
        map.Update([2, 0, 0, 0], [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9]);
        using MemoryMapping memory = map.MapMemory(writable: false);
        Assert.Equal(9, memory.Pointer[2 * 16]);
        Assert.Equal(0, memory.Pointer[2 * 16 - 1]);
        Assert.Equal(0, memory.Pointer[2 * 16 + 12]);
    }

    [Fact]
    public void A_large_value_is_mapped_to_its_last_byte()
    {
        const uint Size = (64 << 20) + 8;
        using BpfMap map = TryCreate(new MapSpec(MapType.Array, 4, Size, 1, MapFlags.Mappable));
        using MemoryMapping memory = map.MapMemory();
        memory.Pointer[Size - 1] = 1;
        Assert.True(memory.Length >= Size);
        Assert.Equal(1, memory.Pointer[Size - 1]);
    }

    [Fact]
    public void A_map_not_made_for_it_is_not_mapped()
    {
        using BpfMap map = BpfMap.Create(new MapSpec(MapType.Array, 4, 8, 1));
        SystemCallException exception = Assert.Throws<SystemCallException>(() => map.MapMemory());
        Assert.StartsWith("mmap of ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_ring_buffers_bell_wakes_a_poller()
    {
        using BpfMap bell = BpfMap.Create(new MapSpec(MapType.RingBuffer, 0, 0, 4096, Name: "bell"));
        ProgramSpec ring = Samples.Xdp("ring", new Assembler()
            .StoreImmediate(MemorySize.Double, R10, -8, 1)
            .LoadMap(R1, "bell")
            .Mov(R2, R10).Add(R2, -8)
            .Mov(R3, 8)
            .Mov(R4, 2) // BPF_RB_FORCE_WAKEUP
            .Call(Helper.RingbufOutput)
            .Mov(R0, Samples.Drop)
            .Exit());
        using BpfProgram program = BpfProgram.Load(ring, Samples.Named("bell", bell));
        PollEntry[] entries = [new(bell.Handle, PollEvents.In)];
        Assert.Equal(0, Poll.Wait(entries, 0));
        program.TestRun(new TestRunOptions { Data = Samples.Frame(60) });
        Assert.Equal(1, Poll.Wait(entries, 10_000));
        Assert.Equal(PollEvents.In, entries[0].Returned);

        // Page 0: what the reader has seen, writable. Page 1: what the programs have written.
        nuint page = (nuint)Environment.SystemPageSize;
        using MemoryMapping seen = MemoryMapping.Map(bell.Handle, page, writable: true);
        using MemoryMapping written = MemoryMapping.Map(bell.Handle, page, writable: false, offset: (long)page);
        Volatile.Write(ref *(long*)seen.Pointer, Volatile.Read(ref *(long*)written.Pointer));
        Assert.Equal(0, Poll.Wait(entries, 0));
    }

    [Fact]
    public void A_map_that_cannot_be_is_refused_by_its_name()
    {
        BpfException exception = Assert.Throws<BpfException>(() => BpfMap.Create(new MapSpec(MapType.Array, 3, 8, 1, Name: "odd_keys")));
        Assert.Equal("BPF_MAP_CREATE odd_keys: EINVAL (Invalid argument)", exception.Message);
    }

    private static BpfMap TryCreate(MapSpec spec)
    {
        try
        {
            return BpfMap.Create(spec);
        }
        catch (BpfException exception) when (exception.Errno == Errno.E2BIG)
        {
            Assert.Skip($"this kernel allows no values of {spec.ValueSize} bytes (5.10: 4 MiB)");
            throw;
        }
    }
}
