using Capture.Emission;
using Capture.Records;
using Ebpf.Asm;
using static Capture.Tests.Emission.GoldenListingTests;

namespace Capture.Tests.Emission;

/// <summary>Programs for another processor than x86-64, on whatever machine: where a full barrier is needed, additions fetch.</summary>
public sealed class ProcessorTests
{
    private static readonly ProgramSettings s_late = Selecting(2, new() { Filter = Arp, Actions = new(0b10) });

    private static readonly Dictionary<string, Func<TargetProcessor, BpfCode>> s_programs = new()
    {
        ["entry"] = on => CaptureProgram.Entry(Typed(7), Layout(1, 262144) with { Processor = on }, 0, PacketRole.Alone),
        ["exit"] = on => CaptureProgram.Exit(Typed(7), Layout(1, 262144) with { Processor = on }, 0, PacketRole.Alone),
        ["own-both"] = on => CaptureProgram.Own(Layout(2, 262144) with { Processor = on }, 0, 1),
        ["paired-entry"] = on => CaptureProgram.Entry(Typed(7), Layout(2, 262144) with { Processor = on }, 0, PacketRole.Outermost),
        ["paired-exit"] = on => CaptureProgram.Exit(Typed(7), Layout(2, 262144) with { Processor = on }, 1, PacketRole.Outermost),
        ["within-exit"] = on => CaptureProgram.Exit(
            Typed(7), Layout(4, 262144) with { FirstSlot = 3, Processor = on }, 3, PacketRole.Within),
        ["far-exit"] = on => CaptureProgram.Exit(Typed(7), Layout(8192, 96) with { Processor = on }, 5000, PacketRole.Alone),
        ["shared-exit"] = on => CaptureProgram.Exit(Typed(7, looksUp: true), Shared(1024, 96) with { Processor = on }, 0, PacketRole.Alone),
        ["waiting-entry"] = on => CaptureProgram.Entry(Typed(7), s_late with { Processor = on }, 0, PacketRole.Outermost),
        ["waiting-exit"] = on => CaptureProgram.Exit(Typed(7), s_late with { Processor = on }, 1, PacketRole.Outermost),
        ["proven-entry"] = on => CaptureProgram.Entry(
            Proven(7), Layout(4, 262144) with { FirstSlot = 3, Processor = on }, 2, PacketRole.Within),
        ["proven-closing"] = on => CaptureProgram.Exit(
            Typed(7), Selecting(2, new() { Actions = new(0b10) }) with { ProvesRuns = true, Processor = on }, null, PacketRole.Outermost),
        ["open"] = on => CaptureProgram.Entry(Typed(7), Layout(1, 262144) with { Processor = on }, null, PacketRole.Outermost),
    };

    public static TheoryData<string> Programs => [.. s_programs.Keys];

    [Theory]
    [InlineData("entry")]
    [InlineData("own-both")]
    [InlineData("paired-exit")]
    [InlineData("shared-exit")]
    [InlineData("waiting-entry")]
    [InlineData("waiting-exit")]
    [InlineData("proven-closing")]
    public void For_arm64_a_program_is_what_a_person_has_read(string name) => Check($"{name}-arm64", s_programs[name](TargetProcessor.Arm64));

    [Theory]
    [MemberData(nameof(Programs))]
    public void The_listing_for_x86_64_is_the_same_on_every_machine(string name) => Check(name, s_programs[name](TargetProcessor.X64));

    [Theory]
    [MemberData(nameof(Programs))]
    public void Processors_differ_in_nothing_but_whether_additions_fetch(string name)
    {
        var (x64, arm64) = (s_programs[name](TargetProcessor.X64).Instructions, s_programs[name](TargetProcessor.Arm64).Instructions);
        Assert.Equal(x64, arm64.Select(instruction => Fetches(instruction) ? instruction with { Immediate = Opcode.Add } : instruction));
        Assert.DoesNotContain(x64, Fetches);
    }

    /// <summary>Records before the head, the head before looking at the sleeper; a loss's stamp before its count, that before the sum.</summary>
    [Theory]
    [MemberData(nameof(Programs))]
    public void For_arm64_whatever_tells_the_reader_of_something_is_a_full_barrier(string name)
    {
        var adds = s_programs[name](TargetProcessor.Arm64).Instructions.Where(IsAtomicAdd).ToList();
        Assert.All(adds, add => Assert.Equal(add.Offset is not (RingLayout.Unproven or RingLayout.Unreadable or RingLayout.Undecided), Fetches(add)));
        if (name == "open")
            Assert.Empty(adds);
        else
            Assert.Contains(adds, add => add.Offset is RingLayout.Head or RingLayout.Losses);
    }

    private static bool IsAtomicAdd(Instruction instruction) =>
        instruction.Opcode == (Opcode.Stx | Opcode.Atomic | Opcode.Size(MemorySize.Double))
        && (instruction.Immediate & ~Opcode.Fetch) == Opcode.Add;

    private static bool Fetches(Instruction instruction) => IsAtomicAdd(instruction) && (instruction.Immediate & Opcode.Fetch) != 0;
}
