using Capture.Records;
using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>
/// Emits what becomes of the one packet in a ring whose records wait, behind the published ones, for its exit to decide. Needs R7 = ring.
/// </summary>
internal static class PendingPacket
{
    /// <summary>
    /// The packet's records wait behind the published ones; its sequence is in R3, its depth in R1 and its entry at R2. One packet can wait
    /// at a time: one that is interrupted by this one is lost. On kernels since 6.12 that does not happen, on older ones it takes a test
    /// run of a program.
    /// </summary>
    public static void EmitBegin(Assembler asm)
    {
        asm.Label(out var nobody, "nobody_interrupted");
        asm.JumpIf(Equal, R1, 0, nobody);
        asm.Load(U64, R4, R2, PacketStack.Sequence - RingLayout.StackEntrySize);
        asm.JumpIf(Equal, R4, PacketStack.Unwanted, nobody);
        EmitMarkInterrupted(asm, -RingLayout.StackEntrySize);
        asm.Mark(nobody);
        asm.Comment("its records wait for its exit");
        asm.Store(U64, R7, RingLayout.Pending, R3);
        asm.Load(U64, R4, R7, RingLayout.Head).Store(U64, R7, RingLayout.Reserved, R4);
        asm.StoreImmediate(U64, R2, PassedPoints.Passed, 0);
        asm.StoreImmediate(U64, R2, PacketStack.FirstByte, 0);
        asm.StoreImmediate(U64, R7, RingLayout.Missed, 0);
    }

    /// <summary>A packet that does not wait itself goes where those of the one that it interrupted are. Uses R1, R2, R4 and R5.</summary>
    public static void EmitInterrupt(Assembler asm)
    {
        asm.Label(out var nobody, "nobody_interrupted");
        asm.Load(U64, R1, R7, RingLayout.Pending).JumpIf(Equal, R1, 0, nobody);
        // The one that waits was opened last.
        asm.Load(U64, R1, R7, RingLayout.Open).JumpIf(Equal, R1, 0, nobody);
        asm.Sub(R1, 1).And(R1, RingLayout.StackDepth - 1);
        PacketStack.EmitEntryAddress(asm, R2, R1);
        EmitMarkInterrupted(asm, 0);
        EmitEnd(asm);
        asm.Mark(nobody);
    }

    /// <summary>R5 bytes were written behind what waits, and wait too. R1 is lost.</summary>
    public static void EmitAppend(Assembler asm) =>
        asm.Load(U64, R1, R7, RingLayout.Reserved).Add(R1, R5).Store(U64, R7, RingLayout.Reserved, R1);

    /// <summary>Publishes all records of the pending packet at once; leaves for <paramref name="nothing"/> when there are none.</summary>
    public static void EmitPublish(Assembler asm, ProgramSettings settings, Label nothing)
    {
        asm.Load(U64, R5, R7, RingLayout.Reserved);
        asm.Load(U64, R1, R7, RingLayout.Head);
        asm.Sub(R5, R1).JumpIf(Equal, R5, 0, nothing);
        RingAccess.EmitPublish(asm, settings);
    }

    /// <summary>No packet's records wait any more.</summary>
    public static void EmitEnd(Assembler asm) =>
        asm.StoreImmediate(U64, R7, RingLayout.Pending, 0).StoreImmediate(U64, R7, RingLayout.Missed, 0);

    /// <summary>The packet whose entry is so far from R2 is lost, also where it would have been known at its exit only that it was.</summary>
    private static void EmitMarkInterrupted(Assembler asm, int at)
    {
        var passed = checked((short)(PassedPoints.Passed + at));
        asm.Comment("what the packet it interrupts has written is overwritten");
        asm.StoreImmediate(U64, R2, checked((short)(PacketStack.Sequence + at)), PacketStack.Lost);
        asm.Load(U64, R4, R2, passed).Load(U64, R5, R7, RingLayout.Missed);
        asm.Or(R4, R5).Store(U64, R2, passed, R4);
    }
}
