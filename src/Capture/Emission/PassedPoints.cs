using Capture.Records;
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
    public static void EmitPass(Assembler asm, ProgramSettings settings, int slot)
    {
        PacketStack.EmitOwnEntry(asm, R2);
        EmitNote(asm, R2, Passed, settings.PlaceOf(slot));
    }

    /// <summary>The pending packet has no record of a point that it came by, for a reason that leaves its other records alone.</summary>
    public static void EmitMiss(Assembler asm, ProgramSettings settings, int slot) =>
        EmitNote(asm, R7, RingLayout.Missed, settings.PlaceOf(slot));

    /// <summary>The packet is wanted and was lost: so was its record at every point it passed.</summary>
    public static void EmitCountLost(Assembler asm, ProgramSettings settings)
    {
        asm.Comment("lost at each point it has passed");
        RingAccess.EmitStampLoss(asm);
        EmitForEach(asm, settings, slot => RingAccess.EmitCountLoss(asm, settings, slot));
        EmitMissedLosses(asm, settings);
        RingAccess.EmitTellLoss(asm, settings);
    }

    /// <summary>The packet is wanted: where it was missed, a record is lost.</summary>
    public static void EmitCountMissed(Assembler asm, ProgramSettings settings)
    {
        if (!settings.ProvesRuns)
            return;
        asm.Label(out var none, "none_missed");
        asm.Load(U64, R3, R7, RingLayout.Missed).JumpIf(Equal, R3, 0, none);
        RingAccess.EmitStampLoss(asm);
        EmitMissedLosses(asm, settings);
        RingAccess.EmitTellLoss(asm, settings);
        asm.Mark(none);
    }

    private static void EmitMissedLosses(Assembler asm, ProgramSettings settings)
    {
        if (!settings.ProvesRuns)
            return;
        asm.Comment("lost at each point where it was missed");
        asm.Load(U64, R3, R7, RingLayout.Missed);
        EmitForEachBit(asm, settings, slot => RingAccess.EmitCountLoss(asm, settings, slot));
        asm.StoreImmediate(U64, R7, RingLayout.Missed, 0);
    }

    /// <summary>The packet's records are published, and with them the marks of losses that stand in them.</summary>
    public static void EmitTold(Assembler asm, ProgramSettings settings)
    {
        asm.Comment("what its records mark as lost is told by now");
        EmitForEach(asm, settings, slot =>
        {
            var counters = SlotAccess.EmitCounters(asm, settings, slot, R2);
            asm.Load(U64, R1, counters.Holder, counters.Lost).Store(U64, counters.Holder, counters.Told, R1);
        });
    }

    private static void EmitNote(Assembler asm, Register holder, short at, int bit)
    {
        asm.Load(U64, R1, holder, at);
        if (bit < 31)
            asm.Or(R1, 1 << bit);
        else
            asm.LoadImmediate64(R3, 1ul << bit).Or(R1, R3);
        asm.Store(U64, holder, at, R1);
    }

    private static void EmitForEach(Assembler asm, ProgramSettings settings, Action<int> emit)
    {
        PacketStack.EmitOwnEntry(asm, R2);
        asm.Load(U64, R3, R2, Passed);
        EmitForEachBit(asm, settings, emit);
    }

    private static void EmitForEachBit(Assembler asm, ProgramSettings settings, Action<int> emit)
    {
        foreach (var slot in settings.Slots)
        {
            asm.Label(out var next, "not_passed");
            asm.Mov(R1, R3).And(R1, 1).JumpIf(Equal, R1, 0, next);
            emit(slot);
            asm.Mark(next);
            asm.ShiftRight(R3, 1);
        }
    }
}
