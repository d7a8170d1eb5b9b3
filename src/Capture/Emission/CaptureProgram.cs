using Ebpf.Asm;
using Ebpf.Xdp;

namespace Capture.Emission;

/// <summary>Emits whole capture programs; each reads as the list of its parts.</summary>
/// <remarks>The programs are pure data until they are loaded: the maps are named, every other figure is a constant in them.</remarks>
internal static class CaptureProgram
{
    /// <summary>A program that runs before the target. Without a point it only opens the packet and makes no record.</summary>
    public static BpfCode Entry(ContextReader context, ProgramSettings settings, int? slot, PacketRole role)
    {
        if (role != PacketRole.Alone && settings.Selection.IsDecidedLate)
        {
            return role == PacketRole.Outermost
                ? DeferredProgram.Opening(context, settings, slot)
                : DeferredProgram.Within(context, settings, slot!.Value, isExit: false);
        }

        var asm = new Assembler();
        var exits = new ExitLabels(asm);
        context.Emit(asm, withAction: false, exits.Done);
        PacketDecision.EmitQueue(asm, settings.Selection, exits.Done);
        if (role != PacketRole.Within)
            SlotAccess.EmitOpenCheck(asm, settings, exits.Done);
        RingAccess.EmitTake(asm, exits.Nested);
        if (role == PacketRole.Alone)
        {
            PacketDecision.EmitFirst(asm, context, settings, exits.Free, exits.Lost);
            PacketStack.EmitNumberAlone(asm, settings.Selection.IsDecidedLate);
        }
        else if (role == PacketRole.Outermost)
        {
            PacketStack.EmitOpen(asm, undecided: slot is null && settings.AsksFirst, pending: false);
            if (slot is not null && settings.AsksFirst)
                PacketDecision.EmitFirst(asm, context, settings, exits.Unwanted, exits.Lost);
        }
        else
        {
            EmitFind(asm, context, settings, exits, closes: false);
        }

        return EmitRest(asm, exits, context, settings, slot, role, isExit: false);
    }

    /// <summary>
    /// A program that runs after the target and knows the action. Without a point it only closes the packet and makes no record.
    /// </summary>
    public static BpfCode Exit(ContextReader context, ProgramSettings settings, int? slot, PacketRole role)
    {
        if (role != PacketRole.Alone && settings.Selection.IsDecidedLate)
        {
            return role == PacketRole.Outermost
                ? DeferredProgram.Closing(context, settings, slot)
                : DeferredProgram.Within(context, settings, slot!.Value, isExit: true);
        }

        var asm = new Assembler();
        var exits = new ExitLabels(asm);
        context.Emit(asm, withAction: true, exits.Done);
        PacketDecision.EmitQueue(asm, settings.Selection, exits.Done);
        if (role == PacketRole.Alone)
        {
            PacketDecision.EmitAction(asm, settings.Selection, exits.Done);
            SlotAccess.EmitOpenCheck(asm, settings, exits.Done);
            RingAccess.EmitTake(asm, exits.Nested);
            PacketDecision.EmitLastFilter(asm, context, settings, exits.Free, exits.Lost);
            PacketDecision.EmitFirst(asm, context, settings, exits.Free, exits.Lost);
            PacketStack.EmitNumberAlone(asm, settings.Selection.IsDecidedLate);
        }
        else
        {
            RingAccess.EmitTake(asm, exits.Nested);
            EmitFind(asm, context, settings, exits, closes: role == PacketRole.Outermost, records: slot is not null);
        }

        return EmitRest(asm, exits, context, settings, slot, role, isExit: true);
    }

    /// <summary>
    /// Our own XDP program, for an interface that has none: it passes every packet on. <paramref name="entrySlot"/> and
    /// <paramref name="exitSlot"/> are null where that side is not wanted; nothing changes the packet between them. With
    /// <paramref name="severalBuffers"/> it takes packets in several buffers, which needs Linux 5.18; <paramref name="byAddress"/> says
    /// whether it may read what is behind the reach of the kernel's copying, which takes CAP_PERFMON.
    /// </summary>
    public static BpfCode Own(ProgramSettings settings, int? entrySlot, int? exitSlot, bool severalBuffers = true, bool byAddress = true)
    {
        var context = new OwnProgramContext(severalBuffers, byAddress);
        var asm = new Assembler();
        var exits = new ExitLabels(asm);
        int[] slots = [.. new[] { entrySlot, exitSlot }.OfType<int>()];

        context.Emit(asm, exitSlot is not null, exits.Done);
        PacketDecision.EmitQueue(asm, settings.Selection, exits.Done);
        RingAccess.EmitTake(asm, exits.Nested);
        PacketDecision.EmitLastFilter(asm, context, settings, exits.Free, exits.Lost);
        PacketDecision.EmitFirst(asm, context, settings, exits.Free, exits.Lost);
        PacketStack.EmitNumberAlone(asm, settings.Selection.IsDecidedLate);
        if (slots is [var entry, var exit])
        {
            asm.Label(out var exitLost, "exit_lost").Label(out var written, "written");
            RecordWriter.Emit(asm, context, settings, entry, withVerdict: false, exits.Lost);
            RecordWriter.Emit(asm, context, settings, exit, withVerdict: true, exitLost);
            asm.Jump(written);
            asm.Mark(exitLost);
            RingAccess.EmitCountLosses(asm, settings, [exit]);
            asm.Mark(written);
        }
        else
        {
            RecordWriter.Emit(asm, context, settings, slots.Single(), withVerdict: exitSlot is not null, exits.Lost);
        }

        EmitPublished(asm, exits, settings);
        asm.Mark(exits.Lost);
        EmitLost(asm, exits, settings, slots);
        return exits.EmitDone((int)XdpAction.Pass);
    }

    /// <summary>Where the packet was opened by another hook: finds it and, if this is its first capture point, asks whether it is wanted.</summary>
    /// <param name="asm">Where to.</param>
    /// <param name="context">How the packet is had.</param>
    /// <param name="settings">The capture's.</param>
    /// <param name="exits">Where runs end early.</param>
    /// <param name="closes">This is the packet's last hook.</param>
    /// <param name="records">The hook makes a record.</param>
    private static void EmitFind(
        Assembler asm, ContextReader context, ProgramSettings settings, ExitLabels exits, bool closes, bool records = true)
    {
        PacketStack.EmitFind(asm, exits.Orphan, exits.LostBefore, settings.AsksFirst ? exits.Free : null, closes);
        if (settings.AsksWithin && records)
        {
            PacketDecision.EmitFirstUnlessDecided(
                asm, context, settings, closes ? exits.Free : exits.Unwanted, exits.Lost, staysOpen: !closes);
        }
    }

    /// <summary>The part behind the packet's number: the record if there is one, and every way out.</summary>
    private static BpfCode EmitRest(
        Assembler asm, ExitLabels exits, ContextReader context, ProgramSettings settings, int? slot, PacketRole role, bool isExit)
    {
        if (slot is not { } recorded)
        {
            asm.Mark(exits.Lost).Mark(exits.Free).Mark(exits.Orphan).Mark(exits.LostBefore);
            RingAccess.EmitRelease(asm);
            asm.Mark(exits.Nested);
            return exits.EmitDone();
        }

        // What is still open when this hook is through is marked for those that follow.
        var staysOpen = role == PacketRole.Within || (role == PacketRole.Outermost && !isExit);
        var wasOpened = role == PacketRole.Within || (role == PacketRole.Outermost && isExit);

        if (context.ProvesRuns)
            context.EmitUnlessProven(asm, exits.Unproven);
        RecordWriter.Emit(asm, context, settings, recorded, isExit && context.TellsAction, exits.Lost);
        EmitPublished(asm, exits, settings);
        if (context.ProvesRuns)
        {
            // The packet's other records are not touched by that.
            asm.Mark(exits.Unproven);
            RingAccess.EmitCountUnproven(asm);
            asm.Jump(exits.LostBefore);
        }

        if (wasOpened)
        {
            asm.Mark(exits.Orphan);
            SlotAccess.EmitCountingCheck(asm, settings, exits.Free);
            asm.Jump(exits.LostBefore);
        }

        if (staysOpen && settings.AsksFirst && (role == PacketRole.Outermost || settings.OpensSilently))
        {
            asm.Mark(exits.Unwanted);
            PacketStack.EmitMarkUnwanted(asm);
            asm.Jump(exits.Free);
        }

        asm.Mark(exits.Lost);
        if (staysOpen)
            PacketStack.EmitMarkLost(asm);
        if (wasOpened)
            asm.Mark(exits.LostBefore);
        EmitLost(asm, exits, settings, [recorded]);
        return exits.EmitDone();
    }

    private static void EmitPublished(Assembler asm, ExitLabels exits, ProgramSettings settings)
    {
        RingAccess.EmitRelease(asm);
        RingAccess.EmitDoorbell(asm, settings.WakeUpEvery, exits.Done);
        asm.Jump(exits.Done);
    }

    private static void EmitLost(Assembler asm, ExitLabels exits, ProgramSettings settings, ReadOnlySpan<int> slots)
    {
        asm.Comment("no room, or an earlier record of the packet had none: the record is lost");
        RingAccess.EmitCountLosses(asm, settings, slots);
        asm.Mark(exits.Free);
        RingAccess.EmitRelease(asm);
        asm.Jump(exits.Done);

        asm.Mark(exits.Nested);
        asm.Comment("this run interrupted one that is writing here, or there is no ring");
        RingAccess.EmitCountLosses(asm, settings, slots, nested: true);
    }
}
