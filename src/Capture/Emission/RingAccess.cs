using Capture.Records;
using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>Emits taking and giving back this CPU's ring. While it is taken, R7 points to it.</summary>
internal static class RingAccess
{
    /// <summary>Names of the maps a capture program refers to.</summary>
    public const string RingsMap = "rings", ControlMap = "control", DoorbellMap = "doorbell";

    private const int ForceWakeup = 2; // BPF_RB_FORCE_WAKEUP, linux/bpf.h

    /// <summary>
    /// R7 = this CPU's ring. Leaves for <paramref name="nested"/>, where losses are counted at R7 and nothing else is done, when the run
    /// interrupted another one that is writing there; and when this CPU has no ring, which is counted in the control value.
    /// </summary>
    public static void EmitTake(Assembler asm, Label nested)
    {
        asm.Label(out var found, "ring_found");
        asm.Comment("take this CPU's ring");
        EmitLookUp(asm);
        asm.JumpIf(NotEqual, R0, 0, found);
        asm.Comment("this CPU has none: the kernel told of fewer CPUs than it has");
        asm.LoadMapValue(R7, ControlMap, 0);
        asm.Jump(nested);
        asm.Mark(found);
        asm.Mov(R7, R0);
        asm.Load(U64, R1, R7, RingLayout.Busy);
        asm.JumpIf(NotEqual, R1, 0, nested);
        asm.StoreImmediate(U64, R7, RingLayout.Busy, 1);
    }

    /// <summary>R7 = this CPU's ring, which is not taken; leaves for <paramref name="none"/> when there is none. R0 to R5 are lost.</summary>
    public static void EmitFind(Assembler asm, Label none)
    {
        EmitLookUp(asm);
        asm.JumpIf(Equal, R0, 0, none);
        asm.Mov(R7, R0);
    }

    /// <summary>Gives the ring back.</summary>
    public static void EmitRelease(Assembler asm) => asm.StoreImmediate(U64, R7, RingLayout.Busy, 0);

    /// <summary>Counts a lost record at each of the slots. R0 to R5 are lost.</summary>
    /// <param name="asm">Where to.</param>
    /// <param name="settings">The group's.</param>
    /// <param name="slots">Whose counters.</param>
    /// <param name="stamp">Where the loss's stamp goes: another place for a run that interrupted one that has the ring.</param>
    public static void EmitCountLosses(
        Assembler asm, ProgramSettings settings, ReadOnlySpan<int> slots, short stamp = RingLayout.LossStamp)
    {
        EmitStampLoss(asm, stamp);
        foreach (var slot in slots)
            EmitCountLoss(asm, settings, slot);
        EmitTellLoss(asm, settings);
    }

    /// <summary>Comes before losses are counted, so that the reader never knows of one that is later than the stamp.</summary>
    public static void EmitStampLoss(Assembler asm, short stamp = RingLayout.LossStamp)
    {
        asm.Call(Helper.KtimeGetNs);
        asm.Store(U64, R7, stamp, R0);
    }

    /// <summary>
    /// Counts one lost record. Atomic, since a nested run may count on the same CPU, and many where CPUs have no ring. R1 and R2 may be lost.
    /// </summary>
    public static void EmitCountLoss(Assembler asm, ProgramSettings settings, int slot)
    {
        var counters = SlotAccess.EmitCounters(asm, settings, slot, R2);
        OrderedAccess.EmitAdd(asm.Mov(R1, 1), settings.Processor, counters.Lost, R1, counters.Holder);
    }

    /// <summary>Comes after losses were counted: has the reader look at them.</summary>
    public static void EmitTellLoss(Assembler asm, ProgramSettings settings) =>
        OrderedAccess.EmitAdd(asm.Mov(R1, 1), settings.Processor, RingLayout.Losses, R1);

    /// <summary>Counts a run whose argument is not the packet's context.</summary>
    public static void EmitCountUnproven(Assembler asm)
    {
        asm.Comment("its argument was not the packet's context");
        asm.Mov(R1, 1).AtomicAdd(U64, R7, RingLayout.Unproven, R1);
    }

    /// <summary>
    /// Publishes R5 bytes; R5 may be lost. The addition is a full barrier, which must stand between publishing and looking whether the reader sleeps: with
    /// a plain store a wake-up was lost now and then.
    /// </summary>
    public static void EmitPublish(Assembler asm, ProgramSettings settings) =>
        OrderedAccess.EmitAdd(asm.Comment("publish"), settings.Processor, RingLayout.Head, R5);

    /// <summary>R0 = this CPU's ring, 0 where it has none.</summary>
    private static void EmitLookUp(Assembler asm)
    {
        asm.Call(Helper.GetSmpProcessorId);
        asm.Store(U32, R10, StackFrame.Scratch, R0);
        asm.Mov(R2, R10).Add(R2, StackFrame.Scratch);
        asm.LoadMap(R1, RingsMap);
        asm.Call(Helper.MapLookupElement);
    }

    /// <summary>
    /// Wakes the reader if it sleeps and enough records wait. Publishing was a full barrier, so the flag is never read too early.
    /// </summary>
    public static void EmitDoorbell(Assembler asm, uint wakeUpEvery, Label done)
    {
        asm.Comment("ring the doorbell if the reader sleeps");
        asm.LoadMapValue(R1, ControlMap, ControlLayout.Sleeping);
        asm.Load(U64, R2, R1, 0);
        asm.JumpIf(Equal, R2, 0, done);
        if (wakeUpEvery > 1)
        {
            asm.Load(U64, R2, R7, RingLayout.SinceBell).Add(R2, 1).Store(U64, R7, RingLayout.SinceBell, R2);
            asm.JumpIf(Less, R2, checked((int)wakeUpEvery), done);
            asm.StoreImmediate(U64, R7, RingLayout.SinceBell, 0);
        }

        asm.StoreImmediate(U64, R1, 0, 0);
        asm.StoreImmediate(U64, R10, StackFrame.Scratch, 0);
        asm.LoadMap(R1, DoorbellMap);
        asm.Mov(R2, R10).Add(R2, StackFrame.Scratch);
        asm.Mov(R3, 8);
        asm.Mov(R4, ForceWakeup);
        asm.Call(Helper.RingbufOutput);
    }
}
