using Capture.Records;
using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>
/// Emits what gives all records of a packet one number: a small stack of open packets in each ring, keyed by the xdp_buff's address,
/// which is the same from the outermost program's entry to its exit. It is a stack because runs nest (a test run in a task,
/// interrupted by received packets), and the address tells them apart.
/// Needs R7 = ring. Uses R0 to R4.
/// </summary>
internal static class PacketStack
{
    // Of an entry.
    private const short Address = RingLayout.Stack;
    public const short Sequence = RingLayout.Stack + 8;
    public const short FirstByte = RingLayout.Stack + 24;
    private const int EntryShift = 5; // log2 of RingLayout.StackEntrySize

    // In place of a sequence; packets are counted from 1, and never as far as bit 63.
    public const int Lost = 0;
    public const int Unwanted = -1;
    private const ulong Undecided = 1ul << 63; // beside the sequence

    /// <summary>Numbers a packet that has only one record: nothing to pair.</summary>
    public static void EmitNumberAlone(Assembler asm)
    {
        asm.Comment("number the packet");
        EmitNextSequence(asm, R3);
        asm.ShiftLeft(R3, RingLayout.SlotBits).Or(R3, RingLayout.AloneSlot);
        asm.Store(U64, R10, StackFrame.PacketNumber, R3);
    }

    /// <summary>At the outermost entry: opens the packet, which gives it its number.</summary>
    /// <param name="asm">Where to.</param>
    /// <param name="undecided">Whether it is for a later hook to say if the packet is wanted.</param>
    /// <param name="pending">Whether the packet's records wait for its exit.</param>
    public static void EmitOpen(Assembler asm, bool undecided, bool pending)
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
        if (pending)
            PendingPacket.EmitBegin(asm);
        asm.Store(U64, R2, Address, R0);
        asm.Mov(R4, R3).ShiftLeft(R4, RingLayout.SlotBits).Or(R4, R1);
        asm.Store(U64, R10, StackFrame.PacketNumber, R4);
        if (undecided)
            asm.LoadImmediate64(R4, Undecided).Or(R3, R4);
        asm.Store(U64, R2, Sequence, R3);
        asm.Add(R1, 1).Store(U64, R7, RingLayout.Open, R1);
    }

    /// <summary>
    /// Within an open packet, and at its outermost exit: finds the packet's entry and its number.
    /// </summary>
    /// <param name="asm">Where to.</param>
    /// <param name="orphan">Jumped to when there is none: nobody saw the packet enter.</param>
    /// <param name="lostBefore">Jumped to when an earlier record of the packet was lost; null where that does not matter yet.</param>
    /// <param name="unwanted">Jumped to when the packet is not to be captured; null where all are.</param>
    /// <param name="closes">The packet is over: takes it, and whatever was left above it, off the stack.</param>
    public static void EmitFind(Assembler asm, Label orphan, Label? lostBefore, Label? unwanted, bool closes = false)
    {
        asm.Label(out var found, "found");

        asm.Comment("find the open packet, innermost first");
        asm.Load(U64, R0, R10, StackFrame.XdpBuff);
        EmitSteps(asm, orphan, found);
        asm.Jump(orphan);
        asm.Mark(found);
        if (closes)
            asm.Store(U64, R7, RingLayout.Open, R1);
        asm.Load(U64, R3, R2, Sequence);
        asm.Mov(R4, R3).ShiftLeft(R4, RingLayout.SlotBits).Or(R4, R1);
        asm.Store(U64, R10, StackFrame.PacketNumber, R4);
        if (lostBefore is not null)
            asm.JumpIf(Equal, R3, Lost, lostBefore);
        if (unwanted is not null)
            asm.JumpIf(Equal, R3, Unwanted, unwanted);
    }

    /// <summary>
    /// Leaves for <paramref name="found"/> when an open packet's xdp_buff has the address in <paramref name="address"/>. If none has, that
    /// of the packet opened last takes its place.
    /// </summary>
    /// <param name="asm">Where to.</param>
    /// <param name="address">R5 or above.</param>
    /// <param name="none">Jumped to when no packet is open.</param>
    /// <param name="found">Jumped to when it is one's.</param>
    public static void EmitSearch(Assembler asm, Register address, Label none, Label found)
    {
        asm.Label(out var last, "last");
        asm.Mov(R0, address);
        EmitSteps(asm, last, found);
        asm.Mark(last);
        asm.Load(U64, R1, R7, RingLayout.Open);
        asm.JumpIf(Equal, R1, 0, none);
        asm.Sub(R1, 1).And(R1, RingLayout.StackDepth - 1);
        EmitEntryAddress(asm, R2, R1);
        asm.Load(U64, address, R2, Address);
    }

    /// <summary>Leaves for <paramref name="decided"/> when a hook has said already that this packet is wanted.</summary>
    public static void EmitUndecidedCheck(Assembler asm, Label decided)
    {
        asm.Comment("the first of its hooks that captures?");
        EmitOwnEntry(asm, R2);
        asm.Load(U64, R3, R2, Sequence);
        asm.JumpIf(SignedGreaterOrEqual, R3, 0, decided);
    }

    /// <summary>The packet passed what was asked where it is first captured.</summary>
    public static void EmitMarkWanted(Assembler asm)
    {
        asm.Comment("it is wanted");
        EmitOwnEntry(asm, R2);
        asm.Load(U64, R3, R10, StackFrame.PacketNumber).ShiftRight(R3, RingLayout.SlotBits);
        asm.Store(U64, R2, Sequence, R3);
    }

    /// <summary>The packet did not pass; what follows of it is not wanted either.</summary>
    public static void EmitMarkUnwanted(Assembler asm)
    {
        asm.Comment("what follows of this packet is not wanted either");
        EmitOwnEntry(asm, R2);
        asm.StoreImmediate(U64, R2, Sequence, Unwanted);
    }

    /// <summary>A record of this packet was lost, and so are those that follow: a packet is told up to there or not at all.</summary>
    public static void EmitMarkLost(Assembler asm)
    {
        asm.Comment("what follows of this packet is lost too");
        EmitOwnEntry(asm, R2);
        asm.StoreImmediate(U64, R2, Sequence, Lost);
    }

    /// <summary>Leaves for <paramref name="lost"/> when a record of this packet was lost.</summary>
    public static void EmitLostCheck(Assembler asm, Label lost)
    {
        asm.Comment("was a record of it lost?");
        asm.Load(U64, R1, R10, StackFrame.PacketNumber).ShiftRight(R1, RingLayout.SlotBits);
        asm.JumpIf(Equal, R1, Lost, lost);
    }

    /// <summary>Says in the packet's number whether its first byte lies elsewhere than it did at the first record.</summary>
    public static void EmitCompareFirstByte(Assembler asm)
    {
        asm.Label(out var moved, "moved").Label(out var same, "same");
        asm.Comment("has its first byte moved since the first record?");
        EmitOwnEntry(asm, R2);
        asm.Load(U64, R1, R10, StackFrame.Data);
        asm.Load(U64, R3, R2, FirstByte);
        asm.JumpIf(NotEqual, R3, 0, moved);
        asm.Store(U64, R2, FirstByte, R1);
        asm.Jump(same);
        asm.Mark(moved);
        asm.JumpIf(Equal, R3, R1, same);
        asm.LoadImmediate64(R3, RingLayout.MovedBit);
        asm.Load(U64, R1, R10, StackFrame.PacketNumber).Or(R1, R3).Store(U64, R10, StackFrame.PacketNumber, R1);
        asm.Mark(same);
    }

    /// <summary>Address of this packet's entry.</summary>
    public static void EmitOwnEntry(Assembler asm, Register entry)
    {
        asm.Load(U64, entry, R10, StackFrame.PacketNumber).And(entry, RingLayout.StackDepth - 1);
        asm.ShiftLeft(entry, EntryShift).Add(entry, R7);
    }

    /// <summary>
    /// Goes through the open packets, innermost first, to the one whose xdp_buff's address is in R0: then R1 = its depth, R2 = its entry.
    /// </summary>
    private static void EmitSteps(Assembler asm, Label none, Label found)
    {
        asm.Label(out var bounded, "bounded");
        asm.Load(U64, R1, R7, RingLayout.Open);
        asm.JumpIf(LessOrEqual, R1, RingLayout.StackDepth, bounded);
        asm.Mov(R1, 0);
        asm.Mark(bounded);
        // Unrolled: kernels before 5.17 have no loop helper, and four steps are short.
        for (var step = 0; step < RingLayout.StackDepth; step++)
        {
            asm.JumpIf(Equal, R1, 0, none);
            // The mask changes nothing; it tells verifiers that do not learn from "not 0" what the bounds are.
            asm.Sub(R1, 1).And(R1, RingLayout.StackDepth - 1);
            EmitEntryAddress(asm, R2, R1);
            asm.Load(U64, R3, R2, Address);
            asm.JumpIf(Equal, R3, R0, found);
        }
    }

    /// <summary>Address of the entry at a depth.</summary>
    public static void EmitEntryAddress(Assembler asm, Register entry, Register depth) =>
        asm.Mov(entry, depth).ShiftLeft(entry, EntryShift).Add(entry, R7);

    private static void EmitNextSequence(Assembler asm, Register sequence) =>
        asm.Load(U64, sequence, R7, RingLayout.Sequence).Add(sequence, 1).Store(U64, R7, RingLayout.Sequence, sequence);
}
