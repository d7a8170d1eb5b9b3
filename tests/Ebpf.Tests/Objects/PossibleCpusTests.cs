using CsCheck;
using Ebpf.Objects;
using Ebpf.Sys;
using Linux;
using Linux.Processes;

namespace Ebpf.Tests.Objects;

public sealed unsafe class PossibleCpusTests
{
    [Theory]
    [InlineData(64, 64, new[] { 0 }, 1)]
    [InlineData(64, 64, new[] { 0, 1 }, 2)]
    [InlineData(64, 64, new[] { 0, 2, 5 }, 6)] // numbers with gaps: not how many there are
    [InlineData(256, 8192, new[] { 0, 255 }, 256)]
    [InlineData(64, 8, new[] { 0, 7 }, 8)] // a kernel built for fewer than a word's
    [InlineData(128, 96, new[] { 0, 70 }, 71)]
    public void The_kernel_is_asked_for_the_highest(int bound, int builtFor, int[] possible, int count)
    {
        using FakeKernel kernel = Kernel(builtFor, possible);
        Assert.Equal(count, PossibleCpus.Find(bound));
    }

    [Fact]
    public void Whatever_is_possible_is_found_with_few_questions() =>
        Gen.Select(Gen.Int[0, 8191].Array[1, 20], Gen.Int[0, 63]).Sample((possible, spare) =>
        {
            int highest = possible.Max();
            using FakeKernel kernel = Kernel(highest + 1 + spare, possible);
            Assert.Equal(highest + 1, PossibleCpus.Find((highest / CpuMask.WordBits + 1) * CpuMask.WordBits));
            Assert.InRange(kernel.Calls.Count, 2, 2 * CpuMask.WordBits + 2);
        }, iter: 100);

    [Fact]
    public void Where_the_kernel_gives_no_such_map_there_is_room_for_as_many_as_its_masks_have()
    {
        using FakeKernel kernel = new FakeKernel().Fail(BpfCommand.MapCreate, Errno.EPERM);
        Assert.Equal(128, PossibleCpus.Find(128));
    }

    [Fact]
    public void Where_the_map_says_nothing_there_is_room_for_as_many_as_its_masks_have()
    {
        using FakeKernel kernel = Kernel(8192, [0]).Fail(BpfCommand.MapUpdateElement, Errno.EPERM);
        Assert.Equal(64, PossibleCpus.Find(64));
    }

    [Fact]
    public void A_stand_in_for_the_kernel_does_not_change_how_many_this_machine_has()
    {
        int bound = CpuMask.Bound();
        using FakeKernel kernel = Kernel(8192, [0, 4000]);
        Assert.InRange(PossibleCpus.Count, 1, bound);
        Assert.Empty(kernel.Calls);
    }

    /// <summary>CPU maps of a kernel that is built for so many CPUs and has these.</summary>
    private static FakeKernel Kernel(int builtFor, int[] possible) => new FakeKernel()
        .On(BpfCommand.MapCreate, (attributes, _) =>
        {
            ref MapCreateAttributes map = ref FakeKernel.As<MapCreateAttributes>(attributes);
            Assert.Equal(((uint)MapType.CpuMap, 4u, 4u), (map.MapType, map.KeySize, map.ValueSize));
            return map.MaxEntries > builtFor ? -Errno.E2BIG.Value : FakeKernel.NewDescriptor();
        })
        .On(BpfCommand.MapUpdateElement, (attributes, _) =>
        {
            ref MapElementAttributes element = ref FakeKernel.As<MapElementAttributes>(attributes);
            Assert.Equal(0u, *(uint*)element.Value); // a queue would be a thread in the kernel
            return possible.Contains(*(int*)element.Key) ? 0 : -Errno.ENODEV.Value;
        });
}
