using System.Numerics;
using Capture.Filters;
using Capture.Reasons;
using Capture.Records;
using ClassicBpf;
using ClassicBpf.Translation;
using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>Emits asking the filter of a packet. Needs R7 = ring; all other registers but R6 of our own program are lost.</summary>
/// <remarks>
/// What the filter looks at is copied first, as far as it can look and whatever the snapshot length is. So its loads are plain ones, and
/// where there is no match hardly more than the headers was read.
/// </remarks>
internal static class FilterStage
{
    private const int Shortest = 64; // a copy that short costs the same

    /// <summary>How many bytes of each packet the program is shown; 0 when it looks at none.</summary>
    public static uint Reach(ClassicProgram program) => program.Reach switch
    {
        null => RingLayout.MaximumSnapLength,
        0 => 0,
        { } reach => (uint)Math.Max(reach, Shortest),
    };

    /// <summary>Emits it. A packet that matches falls through.</summary>
    /// <param name="asm">Where to.</param>
    /// <param name="context">Copies the packet.</param>
    /// <param name="layout">The ring, with room for what the filter looks at.</param>
    /// <param name="program">The filter.</param>
    /// <param name="noMatch">Jumped to otherwise.</param>
    /// <param name="unreadable">Jumped to when the packet's bytes cannot be had.</param>
    public static void Emit(
        Assembler asm, ContextReader context, RingLayout layout, ClassicProgram program, Label noMatch, Label unreadable)
    {
        var reach = layout.FilterReach;
        asm.Comment("r8 = what the filter looks at, r9 = how many bytes that is");
        if (reach == 0)
        {
            asm.Mov(R8, R7).Mov(R9, 0);
        }
        else
        {
            asm.Label(out var whole, "whole");
            asm.Load(U64, R9, R10, StackFrame.Length);
            asm.JumpIf(LessOrEqual, R9, (int)reach, whole);
            asm.Mov(R9, (int)reach);
            asm.Mark(whole);
            asm.Mov(R8, R7).Add(R8, checked((int)layout.Filtered));
            context.EmitCopy(asm, reach, unreadable);
            asm.Add(R8, RecordLayout.Packet);
        }

        var longest = Math.Max(reach, Shortest);
        var beyond = Translate(asm, program, new FilterFrame
        {
            Packet = R8,
            Length = R9,
            WireLength = StackFrame.Length,
            Workspace = R7,
            WorkspaceOffset = RingLayout.Workspace,
            Longest = (int)longest,
            Readable = (int)BitOperations.RoundUpToPowerOf2(longest) + sizeof(uint),
            MayBeCut = context.MayCut(reach),
        }, noMatch);
        if (beyond is not null)
            EmitBeyond(asm, beyond, noMatch, unreadable);
    }

    private static Label? Translate(Assembler asm, ClassicProgram program, FilterFrame frame, Label noMatch)
    {
        try
        {
            return FilterEmitter.Emit(asm, program, frame, noMatch);
        }
        catch (TranslationException refusal)
        {
            throw new CaptureException(FilterValidation.ReasonOf(refusal.Obstacle), cause: refusal);
        }
    }

    /// <summary>A load that ends at R2 is beyond what could be copied: no match if it is beyond the packet too, else nobody knows.</summary>
    private static void EmitBeyond(Assembler asm, Label beyond, Label noMatch, Label unreadable)
    {
        asm.Label(out var matched, "matched");
        asm.Jump(matched);
        asm.Mark(beyond);
        asm.Comment("r2 = where a load ends that is beyond what can be seen: beyond the packet, too?");
        asm.Load(U64, R1, R10, StackFrame.Length);
        asm.JumpIf(Greater, R2, R1, noMatch);
        asm.Mov(R1, 1).AtomicAdd(U64, R7, RingLayout.Undecided, R1);
        asm.Jump(unreadable);
        asm.Mark(matched);
    }
}
