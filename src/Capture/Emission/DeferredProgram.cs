using Ebpf.Asm;

namespace Capture.Emission;

/// <summary>
/// Emits capture programs of packets whose records wait: it is known at the outermost program's exit only whether the packet is wanted.
/// </summary>
/// <remarks>
/// The records are written behind the published ones and are published all at once, or not: then the next packet overwrites them. A packet
/// that has lost a record is not published, and its losses are counted when it turns out that it was wanted.
/// </remarks>
internal static class DeferredProgram
{
    /// <summary>The outermost entry. Without a point it makes no record.</summary>
    public static BpfCode Opening(ContextReader context, ProgramSettings settings, int? slot)
    {
        var asm = new Assembler();
        var exits = new ExitLabels(asm);
        EmitTake(asm, context, settings, exits, withAction: false, opens: true);
        PacketStack.EmitOpen(asm, undecided: slot is null && settings.AsksFirst, pending: true);
        if (slot is not { } recorded)
        {
            RingAccess.EmitRelease(asm);
            asm.Mark(exits.Nested);
            return exits.EmitDone();
        }

        if (settings.AsksFirst)
            PacketDecision.EmitFirst(asm, context, settings, exits.Unwanted, exits.Lost);
        EmitRecord(asm, context, settings, recorded, isExit: false, exits);
        if (settings.AsksFirst)
            EmitUnwanted(asm, exits);
        return EmitLostAndDone(asm, settings, recorded, exits, wasOpened: false);
    }

    /// <summary>The entry or exit of a program within an open packet.</summary>
    public static BpfCode Within(ContextReader context, ProgramSettings settings, int slot, bool isExit)
    {
        var asm = new Assembler();
        var exits = new ExitLabels(asm);
        EmitTake(asm, context, settings, exits, isExit);
        PacketStack.EmitFind(asm, exits.Orphan, exits.LostBefore, settings.AsksFirst ? exits.Free : null);
        if (settings.AsksWithin)
            PacketDecision.EmitFirstUnlessDecided(asm, context, settings, exits.Unwanted, exits.Lost, staysOpen: true);

        if (context.ProvesRuns)
            context.EmitUnlessProven(asm, exits.Unproven);
        EmitRecord(asm, context, settings, slot, isExit, exits);
        EmitOrphan(asm, settings, slot, exits, withAction: false);
        if (context.ProvesRuns)
        {
            asm.Mark(exits.Unproven);
            RingAccess.EmitCountUnproven(asm);
            if (settings.Lists(slot))
                PassedPoints.EmitMiss(asm, settings, slot);
            asm.Jump(exits.Free);
        }

        if (settings.AsksWithin)
            EmitUnwanted(asm, exits);
        return EmitLostAndDone(asm, settings, slot, exits, wasOpened: true);
    }

    /// <summary>The outermost exit, where it is decided. Without a point it makes no record.</summary>
    public static BpfCode Closing(ContextReader context, ProgramSettings settings, int? slot)
    {
        var asm = new Assembler();
        var exits = new ExitLabels(asm);
        EmitTake(asm, context, settings, exits, withAction: true);
        PacketStack.EmitFind(asm, exits.Orphan, lostBefore: null, settings.AsksFirst ? exits.Free : null, closes: true);
        EmitPass(asm, settings, slot);
        if (settings.AsksWithin)
            EmitUndecided(asm, context, settings, exits, slot is not null);
        PacketDecision.EmitAction(asm, settings.Selection, exits.Unwanted);
        PacketDecision.EmitLastFilter(asm, context, settings, exits.Unwanted, exits.Lost);
        PacketStack.EmitLostCheck(asm, exits.Lost);
        if (slot is { } recorded)
            EmitWrite(asm, context, settings, recorded, isExit: true, exits);

        asm.Comment("publish the packet");
        PassedPoints.EmitTold(asm, settings);
        PassedPoints.EmitCountMissed(asm, settings);
        RingAccess.EmitPublishReserved(asm, settings, exits.Unwanted);
        RingAccess.EmitEndPending(asm);
        RingAccess.EmitRelease(asm);
        RingAccess.EmitDoorbell(asm, settings.WakeUpEvery, exits.Done);
        asm.Jump(exits.Done);

        EmitOrphan(asm, settings, slot, exits, withAction: true);
        asm.Mark(exits.Lost);
        PassedPoints.EmitCountLost(asm, settings);
        asm.Mark(exits.Unwanted);
        RingAccess.EmitEndPending(asm);
        asm.Mark(exits.Free);
        RingAccess.EmitRelease(asm);
        asm.Jump(exits.Done);

        asm.Mark(exits.Nested);
        if (settings.Lists(slot))
        {
            asm.Comment("this run interrupted one that is writing here, or there is no ring");
            PacketDecision.EmitAction(asm, settings.Selection, exits.Done);
            RingAccess.EmitCountLosses(asm, settings, [slot!.Value], nested: true);
        }

        return exits.EmitDone();
    }

    private static void EmitTake(Assembler asm, ContextReader context, ProgramSettings settings, ExitLabels exits, bool withAction, bool opens = false)
    {
        context.Emit(asm, withAction, exits.Done);
        PacketDecision.EmitQueue(asm, settings.Selection, exits.Done);
        if (opens)
            SlotAccess.EmitOpenCheck(asm, settings, exits.Done);
        RingAccess.EmitTake(asm, exits.Nested);
    }

    /// <summary>No hook before this one has captured: either this is the packet's only capture point, or it has none.</summary>
    private static void EmitUndecided(Assembler asm, ContextReader context, ProgramSettings settings, ExitLabels exits, bool records)
    {
        if (records)
        {
            PacketDecision.EmitFirstUnlessDecided(asm, context, settings, exits.Unwanted, exits.Lost, staysOpen: false);
            return;
        }

        asm.Label(out var decided, "decided");
        PacketStack.EmitUndecidedCheck(asm, decided);
        asm.Jump(exits.Unwanted);
        asm.Mark(decided);
    }

    private static void EmitRecord(
        Assembler asm, ContextReader context, ProgramSettings settings, int slot, bool isExit, ExitLabels exits)
    {
        EmitPass(asm, settings, slot);
        EmitWrite(asm, context, settings, slot, isExit, exits);
        RingAccess.EmitRelease(asm);
        asm.Jump(exits.Done);
    }

    private static void EmitWrite(Assembler asm, ContextReader context, ProgramSettings settings, int slot, bool isExit, ExitLabels exits)
    {
        if (settings.Selection.OnlyModified)
            PacketStack.EmitCompareFirstByte(asm);
        RecordWriter.Emit(asm, context, settings, slot, isExit && context.TellsAction, exits.Lost, waits: true);
    }

    private static void EmitPass(Assembler asm, ProgramSettings settings, int? slot)
    {
        if (settings.Lists(slot))
            PassedPoints.EmitPass(asm, settings, slot!.Value);
    }

    /// <summary>Nobody opened this packet: its record here is lost, if it is known by now to be wanted or cannot be known.</summary>
    private static void EmitOrphan(Assembler asm, ProgramSettings settings, int? slot, ExitLabels exits, bool withAction)
    {
        asm.Mark(exits.Orphan);
        if (settings.Lists(slot))
        {
            SlotAccess.EmitCountingCheck(asm, settings, exits.Free);
            if (withAction)
                PacketDecision.EmitAction(asm, settings.Selection, exits.Free);
            RingAccess.EmitCountLosses(asm, settings, [slot!.Value]);
        }

        asm.Jump(exits.Free);
    }

    private static void EmitUnwanted(Assembler asm, ExitLabels exits)
    {
        asm.Mark(exits.Unwanted);
        PacketStack.EmitMarkUnwanted(asm);
        RingAccess.EmitEndPending(asm);
        asm.Jump(exits.Free);
    }

    private static BpfCode EmitLostAndDone(Assembler asm, ProgramSettings settings, int slot, ExitLabels exits, bool wasOpened)
    {
        asm.Mark(exits.Lost);
        PacketStack.EmitMarkLost(asm);
        if (wasOpened)
            asm.Mark(exits.LostBefore);
        EmitPass(asm, settings, slot);
        asm.Mark(exits.Free);
        RingAccess.EmitRelease(asm);
        asm.Jump(exits.Done);

        asm.Mark(exits.Nested);
        if (settings.Lists(slot))
        {
            asm.Comment("this run interrupted one that is writing here, or there is no ring");
            RingAccess.EmitCountLosses(asm, settings, [slot], nested: true);
        }

        return exits.EmitDone();
    }
}
