using Capture.Rings;
using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>
/// Emits what gives all records of a packet one number: a small stack of open packets in each ring, keyed by the xdp_buff's address,
/// which is the same from the outermost program's entry to its exit. It is a stack because runs nest (a test run in a task,
/// interrupted by received packets), and the address tells them apart.
/// Needs R7 = ring. Uses R0 to R5.
/// </summary>
internal static class PacketStack
{
    private const short Address = RingLayout.Stack;
    private const short Sequence = RingLayout.Stack + 8;
    private const int EntryShift = 4; // log2 of RingLayout.StackEntrySize
    private const int LostSequence = 0; // no packet's: they are counted from 1

    /// <summary>Numbers a packet that has only one record: nothing to pair.</summary>
    public static void EmitNumberAlone(Assembler asm)
    {
        asm.Comment("number the packet");
        EmitNextSequence(asm, R3);
        asm.ShiftLeft(R3, RingLayout.SlotBits).Or(R3, RingLayout.AloneSlot);
        asm.Store(U64, R10, StackFrame.PacketNumber, R3);
    }

    /// <summary>At the outermost entry: opens the packet, which gives it its number.</summary>
    public static void EmitOpen(Assembler asm)
    {
        asm.Label(out var bounded, "bounded").Label(out var push, "push");

        asm.Comment("open the packet: find its slot in the stack");
        asm.Load(U64, R0, R10, StackFrame.XdpBuff);
        asm.Load(U64, R1, R7, RingLayout.Open);
        asm.JumpIf(Less, R1, RingLayout.StackDepth, bounded);
        asm.Comment("all entries are left over from packets whose exit was missed");
        asm.Mov(R1, 0);
        asm.Mark(bounded);
        EmitEntryAddress(asm, R2, R1);
        asm.JumpIf(Equal, R1, 0, push);
        asm.Load(U64, R3, R2, Address - RingLayout.StackEntrySize);
        asm.JumpIf(NotEqual, R3, R0, push);
        asm.Comment("the top entry is this very xdp_buff: its last packet's exit was missed, reuse it");
        asm.Sub(R1, 1).And(R1, RingLayout.StackDepth - 1);
        EmitEntryAddress(asm, R2, R1);

        asm.Mark(push);
        EmitNextSequence(asm, R3);
        asm.Store(U64, R2, Address, R0);
        asm.Store(U64, R2, Sequence, R3);
        asm.ShiftLeft(R3, RingLayout.SlotBits).Or(R3, R1);
        asm.Store(U64, R10, StackFrame.PacketNumber, R3);
        asm.Add(R1, 1).Store(U64, R7, RingLayout.Open, R1);
    }

    /// <summary>
    /// Within an open packet, and at its outermost exit: finds the packet's entry and its number.
    /// </summary>
    /// <param name="asm">Where to.</param>
    /// <param name="orphan">Jumped to when there is none: nobody saw the packet enter.</param>
    /// <param name="lostBefore">Jumped to when an earlier record of the packet was lost.</param>
    /// <param name="closes">The packet is over: takes it, and whatever was left above it, off the stack.</param>
    public static void EmitFind(Assembler asm, Label orphan, Label lostBefore, bool closes = false)
    {
        asm.Label(out var bounded, "bounded").Label(out var found, "found");

        asm.Comment("find the open packet, innermost first");
        asm.Load(U64, R0, R10, StackFrame.XdpBuff);
        asm.Load(U64, R1, R7, RingLayout.Open);
        asm.JumpIf(LessOrEqual, R1, RingLayout.StackDepth, bounded);
        asm.Mov(R1, 0);
        asm.Mark(bounded);
        // Unrolled: kernels before 5.17 have no loop helper, and four steps are short.
        for (var step = 0; step < RingLayout.StackDepth; step++)
        {
            asm.JumpIf(Equal, R1, 0, orphan);
            // The mask changes nothing; it tells verifiers that do not learn from "not 0" what the bounds are.
            asm.Sub(R1, 1).And(R1, RingLayout.StackDepth - 1);
            EmitEntryAddress(asm, R2, R1);
            asm.Load(U64, R3, R2, Address);
            asm.JumpIf(Equal, R3, R0, found);
        }

        asm.Jump(orphan);
        asm.Mark(found);
        if (closes)
            asm.Store(U64, R7, RingLayout.Open, R1);
        asm.Load(U64, R3, R2, Sequence);
        asm.JumpIf(Equal, R3, LostSequence, lostBefore);
        asm.ShiftLeft(R3, RingLayout.SlotBits).Or(R3, R1);
        asm.Store(U64, R10, StackFrame.PacketNumber, R3);
    }

    /// <summary>A record of this packet was lost, and so are those that follow: a packet is told up to there or not at all.</summary>
    public static void EmitMarkLost(Assembler asm)
    {
        asm.Comment("what follows of this packet is lost too");
        asm.Load(U64, R1, R10, StackFrame.PacketNumber).And(R1, RingLayout.StackDepth - 1);
        EmitEntryAddress(asm, R2, R1);
        asm.StoreImmediate(U64, R2, Sequence, LostSequence);
    }

    private static void EmitEntryAddress(Assembler asm, Register entry, Register depth) =>
        asm.Mov(entry, depth).ShiftLeft(entry, EntryShift).Add(entry, R7);

    private static void EmitNextSequence(Assembler asm, Register sequence) =>
        asm.Load(U64, sequence, R7, RingLayout.Sequence).Add(sequence, 1).Store(U64, R7, RingLayout.Sequence, sequence);
}
