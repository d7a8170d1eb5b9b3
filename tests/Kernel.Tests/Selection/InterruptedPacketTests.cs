using Capture.Emission;
using Capture.Hooks;
using Capture.Records;
using Capture.Selection;
using Ebpf.Objects;
using Ebpf.Xdp;
using Kernel.Tests.Support;
using Linux.Files;

namespace Kernel.Tests.Selection;

/// <summary>A packet whose records wait, interrupted by one that has a single record, on another interface of the same capture.</summary>
public sealed unsafe class InterruptedPacketTests
{
    private const int Sequence = RingLayout.Stack + 8, Passed = RingLayout.Stack + 16;
    private const ulong Waiting = 5, PassedBefore = 0b01, MissedBefore = 0b10;

    [Fact]
    public void The_one_that_waits_is_lost_at_all_points_it_came_by_and_nothing_of_it_is_published()
    {
        using var maps = RingMaps.Create(256);
        using var memory = maps.ByName[RingAccess.RingsMap].MapMemory();
        for (var cpu = 0; cpu < maps.Descriptors.Cpus; cpu++)
        {
            At(memory, maps, cpu, RingLayout.Open) = 1;
            At(memory, maps, cpu, Sequence) = Waiting;
            At(memory, maps, cpu, Passed) = PassedBefore;
            At(memory, maps, cpu, RingLayout.Missed) = MissedBefore;
            At(memory, maps, cpu, RingLayout.Pending) = Waiting;
            At(memory, maps, cpu, RingLayout.Reserved) = 4096;
        }

        using var program = Load(maps);
        program.TestRun(new TestRunOptions { Data = Frames.Plain(60) });

        var ran = Assert.Single(Enumerable.Range(0, maps.Descriptors.Cpus), cpu => At(memory, maps, cpu, RingLayout.Head) > 0);
        var length = *(uint*)(memory.Pointer + (long)ran * maps.Layout.ValueSize + maps.Layout.Data + 4);
        Assert.Equal(length, At(memory, maps, ran, RingLayout.Head));
        Assert.Equal(
            (0ul, PassedBefore | MissedBefore, 0ul, 0ul),
            (At(memory, maps, ran, Sequence), At(memory, maps, ran, Passed), At(memory, maps, ran, RingLayout.Missed),
                At(memory, maps, ran, RingLayout.Pending)));
    }

    private static ref ulong At(MemoryMapping memory, RingMaps maps, int cpu, int offset) =>
        ref *(ulong*)(memory.Pointer + (long)cpu * maps.Layout.ValueSize + offset);

    /// <summary>Our own program, which knows its action beforehand: its record does not wait.</summary>
    private static BpfProgram Load(RingMaps maps)
    {
        var settings = new ProgramSettings(maps.Layout)
        {
            Processor = RunningProcessor.Kind,
            Selection = new PacketSelection { Actions = new(1u << (int)XdpAction.Pass) },
        };
        var code = CaptureProgram.Own(settings, entrySlot: 0, exitSlot: null, severalBuffers: false);
        return BpfProgram.Load(new ProgramSpec { Name = "interrupting", Type = ProgramType.Xdp, Code = code }, maps.ByName);
    }
}
