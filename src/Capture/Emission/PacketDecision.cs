using Capture.Model;
using Capture.Records;
using Capture.Selection;
using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>Emits the conditions a packet has to pass, each where it can be told first. What passes falls through.</summary>
internal static class PacketDecision
{
    /// <summary>The receive queue: the same at every hook, so that it is asked before anything else. R1 is lost.</summary>
    public static void EmitQueue(Assembler asm, PacketSelection selection, Label unwanted)
    {
        if (selection.Queues.Count == 0)
            return;
        asm.Label(out var wanted, "queue_wanted");
        asm.Comment("of a receive queue that is wanted?");
        asm.Load(U64, R1, R10, StackFrame.Queue);
        foreach (var (first, last) in selection.Queues)
        {
            if (first == last)
            {
                asm.JumpIf32(Equal, R1, unchecked((int)first), wanted);
                continue;
            }

            asm.Label(out var other, "other_queue");
            if (first > 0)
                asm.JumpIf32(Less, R1, unchecked((int)first), other);
            asm.JumpIf32(LessOrEqual, R1, unchecked((int)last), wanted);
            asm.Mark(other);
        }

        asm.Jump(unwanted);
        asm.Mark(wanted);
    }

    /// <summary>What is asked where the packet is first captured: the filter, then whether it is its turn. Needs R7 = ring.</summary>
    public static void EmitFirst(Assembler asm, ContextReader context, ProgramSettings settings, Label unwanted, Label unreadable)
    {
        var selection = settings.Selection;
        if (selection.Filter is { } filter && selection.FilterAt == CapturePosition.Entry)
            FilterStage.Emit(asm, context, settings.Layout, filter.For(settings.LinkType), unwanted, unreadable);
        if (selection.SampleEvery > 1)
            EmitSample(asm, selection.SampleEvery, unwanted);
    }

    /// <summary>The same where an earlier hook may have asked already. What passes is marked for the hooks that follow, if there are any.</summary>
    public static void EmitFirstUnlessDecided(
        Assembler asm, ContextReader context, ProgramSettings settings, Label unwanted, Label unreadable, bool staysOpen)
    {
        asm.Label(out var decided, "decided");
        PacketStack.EmitUndecidedCheck(asm, decided);
        EmitFirst(asm, context, settings, unwanted, unreadable);
        if (staysOpen)
            PacketStack.EmitMarkWanted(asm);
        asm.Mark(decided);
    }

    /// <summary>The filter, where it is to see the packet as it leaves. Needs R7 = ring.</summary>
    public static void EmitLastFilter(Assembler asm, ContextReader context, ProgramSettings settings, Label unwanted, Label unreadable)
    {
        var selection = settings.Selection;
        if (selection.Filter is { } filter && selection.FilterAt == CapturePosition.Exit)
            FilterStage.Emit(asm, context, settings.Layout, filter.For(settings.LinkType), unwanted, unreadable);
    }

    /// <summary>The action. R1 and R2 are lost.</summary>
    public static void EmitAction(Assembler asm, PacketSelection selection, Label unwanted)
    {
        if (selection.Actions is not { } actions)
            return;
        asm.Label(out var known, "known").Label(out var wanted, "action_wanted");
        asm.Comment("an action that is wanted?");
        asm.Load(U64, R1, R10, StackFrame.Action);
        asm.JumpIf(LessOrEqual, R1, ActionSet.Unknown, known);
        asm.Mov(R1, ActionSet.Unknown);
        asm.Mark(known);
        asm.Mov(R2, 1).ShiftLeft(R2, R1);
        asm.JumpIf(BitsSet, R2, (int)actions.Mask, wanted);
        asm.Jump(unwanted);
        asm.Mark(wanted);
    }

    private static void EmitSample(Assembler asm, uint every, Label unwanted)
    {
        asm.Label(out var turn, "turn");
        asm.Comment("is it this packet's turn?");
        asm.Load(U64, R1, R7, RingLayout.ToSkip);
        asm.JumpIf(Equal, R1, 0, turn);
        asm.Sub(R1, 1).Store(U64, R7, RingLayout.ToSkip, R1);
        asm.Jump(unwanted);
        asm.Mark(turn);
        asm.Mov32(R1, unchecked((int)(every - 1))).Store(U64, R7, RingLayout.ToSkip, R1);
    }
}
