using Capture.Rings;
using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>
/// Emits the notes on which of a group's capture points an open packet has passed, a bit each. Where it is known at the packet's exit
/// only whether it is wanted, they tell what was captured or lost. Needs R7 = ring and the packet's number. Uses R1 to R3.
/// </summary>
internal static class PassedPoints
{
    /// <summary>The most points a group can have.</summary>
    public const int Maximum = 64;

    /// <summary>u64: the bits, in the packet's stack entry.</summary>
    public const short Passed = RingLayout.Stack + 16;

    /// <summary>The packet comes by one of the group's points.</summary>
    public static void EmitPass(Assembler asm, ProgramSettings settings, int number)
    {
        var point = 0;
        while (settings.Points[point] != number)
            point++;
        PacketStack.EmitOwnEntry(asm, R2);
        asm.Load(U64, R1, R2, Passed);
        if (point < 31)
            asm.Or(R1, 1 << point);
        else
            asm.LoadImmediate64(R3, 1ul << point).Or(R1, R3);
        asm.Store(U64, R2, Passed, R1);
    }

    /// <summary>The packet is wanted and was lost: so was its record at every point it passed.</summary>
    public static void EmitCountLost(Assembler asm, ProgramSettings settings)
    {
        asm.Comment("lost at each point it has passed");
        RingAccess.EmitStampLoss(asm, nested: false);
        EmitForEach(asm, settings, point => RingAccess.EmitCountLoss(asm, point));
        RingAccess.EmitTellLoss(asm);
    }

    /// <summary>The packet's records are published, and with them the marks of losses that stand in them.</summary>
    public static void EmitTold(Assembler asm, ProgramSettings settings)
    {
        asm.Comment("what its records mark as lost is told by now");
        EmitForEach(asm, settings, point => asm.Load(U64, R1, R7, RingLayout.LostAt(point)).Store(U64, R7, RingLayout.LostToldAt(point), R1));
    }

    private static void EmitForEach(Assembler asm, ProgramSettings settings, Action<int> emit)
    {
        PacketStack.EmitOwnEntry(asm, R2);
        asm.Load(U64, R3, R2, Passed);
        foreach (var point in settings.Points)
        {
            asm.Label(out var next, "not_passed");
            asm.Mov(R1, R3).And(R1, 1).JumpIf(Equal, R1, 0, next);
            emit(point);
            asm.Mark(next);
            asm.ShiftRight(R3, 1);
        }
    }
}
