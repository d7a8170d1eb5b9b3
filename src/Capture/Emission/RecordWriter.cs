using Capture.Model;
using Capture.Records;
using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>
/// Emits the writing of one Enhanced Packet Block; publishing it is the next part's. Needs R7 = ring and a filled <see cref="StackFrame"/>.
/// </summary>
/// <remarks>
/// Register plan: R6 the context reader's, R7 ring, R8 the record, R9 captured length, then padded length; R0 to R5 scratch. Afterwards R5 is
/// the record's length.
/// </remarks>
internal static class RecordWriter
{
    /// <summary>Emits the block of one capture point.</summary>
    /// <param name="text">Where to.</param>
    /// <param name="slot">The capture point's slot, of which the reader makes its pcapng interface id.</param>
    /// <param name="side">At exit the block has an epb_verdict, where the action is known.</param>
    /// <param name="at">
    /// Where the ring has the position it goes to: <see cref="RingLayout.Head"/>, or <see cref="RingLayout.Reserved"/> for one that waits.
    /// </param>
    /// <param name="lost">Jumped to when there is no room or the bytes cannot be read.</param>
    public static void Emit(ProgramText text, int slot, CapturePosition side, short at, Label lost)
    {
        var (asm, settings) = (text.Asm, text.Settings);
        var withVerdict = side == CapturePosition.Exit && text.Context.TellsAction;
        var optionsSize = RecordLayout.OptionsSize(withVerdict);

        EmitStamp(asm);
        EmitReserve(asm, settings.Layout, at, optionsSize, lost);
        text.Context.EmitCopy(asm, settings.Layout.SnapLength, lost);
        EmitPadding(asm);
        EmitHeader(asm, settings, slot, optionsSize);
        EmitOptions(asm, withVerdict);
        EmitDropCountAndEnd(asm, settings, slot, optionsSize, at);
    }

    /// <summary>The ring is marked busy by now: a reader that sees it free knows that no older stamp is still to come.</summary>
    private static void EmitStamp(Assembler asm)
    {
        asm.Comment("stamp");
        asm.Call(Helper.KtimeGetNs);
        asm.Store(U64, R10, StackFrame.Stamp, R0);
    }

    /// <summary>R9 = bytes to keep, R8 = where the block goes.</summary>
    private static void EmitReserve(Assembler asm, RingLayout layout, short position, int optionsSize, Label lost)
    {
        asm.Label(out var whole, "whole");

        asm.Comment("keep at most the snapshot length");
        asm.Load(U64, R9, R10, StackFrame.Length);
        asm.JumpIf(LessOrEqual, R9, (int)layout.SnapLength, whole);
        asm.Mov(R9, (int)layout.SnapLength);
        asm.Mark(whole);

        asm.Comment("is there room for the block, and for a drop count in it?");
        asm.Mov(R1, R9).Add(R1, 3).And(R1, ~3);
        asm.Load(U64, R8, R7, position);
        asm.Mov(R2, R8).Add(R2, R1).Add(R2, RecordLayout.Packet + optionsSize + RecordLayout.DropCountSize);
        asm.Load(U64, R3, R7, RingLayout.Tail);
        asm.Sub(R2, R3);
        asm.JumpIf(Greater, R2, (int)layout.DataSize, lost);

        asm.Comment("r8 = the block; the slack behind the ring takes what reaches beyond its end");
        asm.And(R8, (int)(layout.DataSize - 1));
        asm.Add(R8, R7).Add(R8, layout.Data);
    }

    /// <summary>What pads the packet to four bytes is zero. It may be written too far: the options are still to come.</summary>
    private static void EmitPadding(Assembler asm)
    {
        asm.Comment("zero what pads it");
        asm.Mov(R1, R8).Add(R1, R9);
        asm.StoreImmediate(U32, R1, RecordLayout.Packet, 0);
    }

    /// <summary>Afterwards R9 = padded length, R0 = end of the padded packet less the header, R5 = total length without a drop count.</summary>
    private static void EmitHeader(Assembler asm, ProgramSettings settings, int slot, int optionsSize)
    {
        asm.Comment("header: captured and original length, stamp, slot");
        asm.Load(U64, R1, R10, StackFrame.Length);
        asm.ShiftLeft(R1, 32).Or(R1, R9);
        asm.Store(U64, R8, RecordLayout.CapturedLength, R1);
        asm.Load(U64, R1, R10, StackFrame.Stamp);
        asm.Store(U64, R8, RecordLayout.Stamp, R1);
        SlotAccess.EmitPut(asm, settings, slot);

        asm.Add(R9, 3).And(R9, ~3);
        asm.Mov(R0, R8).Add(R0, R9);
        asm.Mov(R5, R9).Add(R5, RecordLayout.Packet + optionsSize);
    }

    private static void EmitOptions(Assembler asm, bool withVerdict)
    {
        asm.Comment("options: inbound");
        asm.LoadImmediate64(R1, RecordLayout.FlagsInbound);
        Put(asm, U64, RecordLayout.FlagsOption, R1);

        asm.Comment("packet id, queue");
        asm.StoreImmediate(U32, R0, RecordLayout.Packet + RecordLayout.IdOption, RecordLayout.IdHeader);
        asm.Load(U64, R1, R10, StackFrame.PacketNumber);
        Put(asm, U64, RecordLayout.Id, R1);
        asm.Load(U64, R1, R10, StackFrame.Queue);
        asm.ShiftLeft(R1, 32).Or(R1, RecordLayout.QueueHeader);
        Put(asm, U64, RecordLayout.QueueOption, R1);

        if (!withVerdict)
            return;

        asm.Comment("verdict: one octet says eBPF XDP, then the action in 64 bits, then padding");
        asm.Load(U64, R1, R10, StackFrame.Action);
        asm.Mov(R2, R1).ShiftLeft(R2, 40);
        asm.LoadImmediate64(R3, RecordLayout.VerdictHeaderAndKind);
        asm.Or(R2, R3);
        Put(asm, U64, RecordLayout.VerdictOption, R2);
        asm.ShiftRight(R1, 24);
        Put(asm, U64, RecordLayout.VerdictOption + 8, R1);
    }

    /// <summary>
    /// Where this CPU has lost records at this point since its last one there, leaves room for a drop count and marks how many it has lost
    /// there in all; the reader, which knows of the other CPUs, makes it the count. Then closes the block. A record that waits may never
    /// be told.
    /// </summary>
    private static void EmitDropCountAndEnd(Assembler asm, ProgramSettings settings, int slot, int optionsSize, short at)
    {
        var end = optionsSize - RecordLayout.EndSize;
        asm.Label(out var nothingLost, "nothing_lost");

        asm.Comment("records were lost here since the last one? how many by now, for the reader to make a drop count of");
        var counters = SlotAccess.EmitCounters(asm, settings, slot, R3);
        asm.Load(U64, R1, counters.Holder, counters.Lost);
        asm.Load(U64, R2, counters.Holder, counters.Told);
        asm.JumpIf(Equal, R1, R2, nothingLost);
        if (at == RingLayout.Head)
            asm.Store(U64, counters.Holder, counters.Told, R1);
        asm.StoreImmediate(U32, R0, checked((short)(RecordLayout.Packet + end)), RecordLayout.DropCountHeader);
        Put(asm, U64, end + 4, R1);
        asm.Add(R0, RecordLayout.DropCountSize).Add(R5, RecordLayout.DropCountSize);
        asm.Mark(nothingLost);

        asm.Comment("end of options, total length at both ends");
        asm.Mov(R1, R5).ShiftLeft(R1, 32);
        Put(asm, U64, end, R1);
        asm.Or(R1, RecordLayout.BlockType);
        asm.Store(U64, R8, RecordLayout.Type, R1);
    }

    private static void Put(Assembler asm, MemorySize size, int offset, Register value) =>
        asm.Store(size, R0, checked((short)(RecordLayout.Packet + offset)), value);
}
