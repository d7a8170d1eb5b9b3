using Capture.Records;
using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>Emits the length and the copying of packets that may lie in several buffers (jumbo frames).</summary>
/// <remarks>
/// A packet in one buffer pays for a test of a flag and a comparison. Copying uses R6 as well, in which context readers keep the
/// xdp_buff: it is needed no more by then, and stands in <see cref="StackFrame.XdpBuff"/>.
/// <para>
/// Copying is a loop whose every turn a verifier follows, and if it finds a turn to begin with other values than the same turn did on
/// another path, it follows that too: ever more of them, until it gives up. So what changes from turn to turn is kept in memory
/// whose content it does not follow: where the record's header goes, which is written last.
/// </para>
/// </remarks>
internal static class FragmentCopy
{
    // Offsets from the record.
    private const short Copied = 0; // u32: bytes of the packet copied so far
    private const short FragmentRest = 4; // u32: bytes left of this fragment
    private const short FragmentsLeft = 8; // u32: fragments still to come
    private const short Piece = 12; // u32: bytes being copied
    private const short From = 16; // u64: where they come from; ends before RecordLayout.Packet

    /// <summary>
    /// The packet lies in several buffers: notes where they are described and adds what is behind the first to the length. Expects
    /// xdp_buff.data_hard_start in R3 and its frame_sz in R4.
    /// </summary>
    /// <param name="asm">Where to.</param>
    /// <param name="offsets">The kernel's.</param>
    /// <param name="done">Jumped to when the kernel does not let itself be read; then copying fails too, and the record is lost.</param>
    public static void EmitTotalLength(Assembler asm, FragmentOffsets offsets, Label done)
    {
        asm.Add(R3, R4).Sub(R3, offsets.SharedInfoSize);
        asm.Store(U64, R10, StackFrame.SharedInfo, R3);
        EmitReadScratch(asm, sizeof(uint), offsets.TotalSize, done);
        asm.Load(U32, R1, R10, StackFrame.Scratch);
        asm.Load(U64, R2, R10, StackFrame.Length).Add(R2, R1).Store(U64, R10, StackFrame.Length, R2);
    }

    /// <summary>Copies R9 bytes of the packet to the record at R8, or as many as can be read: R9 says how many.</summary>
    public static void Emit(Assembler asm, uint longest, FragmentAccess access, Label lost)
    {
        asm.Label(out var several, "several").Label(out var read, "read").Label(out var unreadable, "unreadable");

        asm.Comment("copy the packet, if it ends in its first buffer");
        asm.Load(U64, R3, R10, StackFrame.Linear);
        asm.JumpIf(Greater, R9, R3, several);
        asm.Mov(R2, R9);
        EmitCopyFirst(asm);
        asm.JumpIf(Equal, R0, 0, read);
        asm.Mark(unreadable);
        PacketCopy.EmitUnreadable(asm, lost);

        asm.Mark(several);
        asm.Comment("it does not: copy the first buffer; what is never the case tells verifiers its bounds");
        asm.JumpIf(Greater, R3, (int)longest, lost);
        if (access.Map is null)
            asm.Mov(R9, R3);
        else
            asm.Store(U32, R8, Copied, R3);
        asm.Mov(R2, R3);
        EmitCopyFirst(asm);
        asm.JumpIf(NotEqual, R0, 0, unreadable);
        if (access.Map is { } map)
            EmitOthers(asm, longest, access, map, lost, read);
        asm.Mark(read);
    }

    /// <summary>The bytes behind the first buffer. What stops half-way keeps what was copied by then.</summary>
    private static void EmitOthers(Assembler asm, uint longest, FragmentAccess access, DirectMap map, Label lost, Label read)
    {
        var step = (int)Math.Min((uint)access.Step, longest);
        // Each turn ends a fragment or copies a whole step, so there are enough of them.
        var turns = access.Offsets.Maximum + (int)(longest / (uint)step);
        asm.Label(out var next, "next").Label(out var piece, "piece").Label(out var cut, "cut");

        asm.Comment("how many fragments are there, and where?");
        asm.Load(U64, R3, R10, StackFrame.SharedInfo);
        asm.Mov(R1, R3).Add(R1, access.Offsets.First).Store(U64, R10, StackFrame.NextFragment, R1);
        EmitReadScratch(asm, sizeof(byte), access.Offsets.Count, cut);
        asm.Load(MemorySize.Byte, R1, R10, StackFrame.Scratch).Store(U32, R8, FragmentsLeft, R1);
        asm.StoreImmediate(U32, R8, FragmentRest, 0);
        asm.Mov(R6, turns);

        asm.Mark(next);
        asm.Comment("r6 = turns left: the verifier wants to see an end");
        asm.JumpIf(Equal, R6, 0, cut);
        asm.Sub(R6, 1);
        asm.Load(U32, R1, R8, FragmentRest);
        asm.JumpIf(NotEqual, R1, 0, piece);
        EmitNextFragment(asm, access.Offsets, map, cut);

        asm.Mark(piece);
        EmitPiece(asm, longest, step, cut);
        asm.JumpIf(Less, R3, R9, next);
        asm.Jump(read);

        asm.Mark(cut);
        asm.Comment("no more can be read: keep what there is");
        asm.Load(U32, R9, R8, Copied);
        asm.JumpIf(Greater, R9, (int)longest, lost);
    }

    private static void EmitNextFragment(Assembler asm, FragmentOffsets offsets, DirectMap map, Label cut)
    {
        var copy = checked((short)(StackFrame.Copies - (offsets.Size + 7 & ~7)));

        asm.Comment("look at the next fragment");
        asm.Load(U32, R1, R8, FragmentsLeft);
        asm.JumpIf(Equal, R1, 0, cut);
        asm.Sub(R1, 1).Store(U32, R8, FragmentsLeft, R1);
        asm.Mov(R1, R10).Add(R1, copy);
        asm.Mov(R2, offsets.Size);
        asm.Load(U64, R3, R10, StackFrame.NextFragment);
        asm.Mov(R4, R3).Add(R4, offsets.Size).Store(U64, R10, StackFrame.NextFragment, R4);
        asm.Call(Helper.ProbeReadKernel);
        asm.JumpIf(NotEqual, R0, 0, cut);

        asm.Comment("its page's struct tells where its bytes are, unless they are a device's");
        asm.Load(U64, R1, R10, (short)(copy + offsets.Page));
        asm.JumpIf(BitsSet, R1, 1, cut);
        asm.LoadImmediate64(R2, map.PageStructs).Sub(R1, R2);
        asm.Div(R1, offsets.PageStructSize).ShiftLeft(R1, DirectMap.PageShift);
        asm.LoadImmediate64(R2, map.Pages).Add(R1, R2);
        asm.Load(U32, R2, R10, (short)(copy + offsets.Offset)).Add(R1, R2);
        asm.Store(U64, R8, From, R1);
        asm.Load(U32, R1, R10, (short)(copy + offsets.Length));
        asm.Store(U32, R8, FragmentRest, R1);
    }

    /// <summary>Copies the rest of the fragment, at most a step and what is still wanted. Afterwards R3 = bytes copied so far.</summary>
    private static void EmitPiece(Assembler asm, uint longest, int step, Label cut)
    {
        asm.Label(out var wanted, "wanted").Label(out var bounded, "bounded");

        asm.Comment("copy the rest of it, as far as it is wanted and a step goes");
        asm.Load(U32, R2, R8, FragmentRest);
        asm.Load(U32, R3, R8, Copied);
        asm.JumpIf(Greater, R3, (int)longest, cut);
        asm.Mov(R1, R9).Sub(R1, R3);
        asm.JumpIf(LessOrEqual, R2, R1, wanted);
        asm.Mov(R2, R1);
        asm.Mark(wanted);
        asm.JumpIf(LessOrEqual, R2, step, bounded);
        asm.Mov(R2, step);
        asm.Mark(bounded);
        asm.Store(U32, R8, Piece, R2);
        asm.Mov(R1, R8).Add(R1, R3).Add(R1, RecordLayout.Packet);
        asm.Load(U64, R3, R8, From);
        asm.Call(Helper.ProbeReadKernel);
        asm.JumpIf(NotEqual, R0, 0, cut);

        asm.Load(U32, R2, R8, Piece);
        asm.Load(U64, R1, R8, From).Add(R1, R2).Store(U64, R8, From, R1);
        asm.Load(U32, R1, R8, FragmentRest).Sub(R1, R2).Store(U32, R8, FragmentRest, R1);
        asm.Load(U32, R3, R8, Copied).Add(R3, R2).Store(U32, R8, Copied, R3);
    }

    /// <summary>Copies R2 bytes of the first buffer.</summary>
    private static void EmitCopyFirst(Assembler asm)
    {
        asm.Mov(R1, R8).Add(R1, RecordLayout.Packet);
        asm.Load(U64, R3, R10, StackFrame.Data);
        asm.Call(Helper.ProbeReadKernel);
    }

    /// <summary>Reads <paramref name="size"/> bytes of the kernel at R3 + offset to the scratch slot.</summary>
    private static void EmitReadScratch(Assembler asm, int size, short offset, Label failed)
    {
        asm.Mov(R1, R10).Add(R1, StackFrame.Scratch);
        asm.Mov(R2, size);
        asm.Add(R3, offset);
        asm.Call(Helper.ProbeReadKernel);
        asm.JumpIf(NotEqual, R0, 0, failed);
    }
}
