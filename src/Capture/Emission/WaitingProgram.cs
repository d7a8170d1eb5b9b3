using Ebpf.Asm;

namespace Capture.Emission;

/// <summary>
/// Emits capture programs of packets whose records wait: it is known at the outermost program's exit only whether the packet is wanted.
/// </summary>
/// <remarks>
/// The records are written behind the published ones and are published all at once, or not: then the next packet overwrites them. A packet
/// that has lost a record is not published, and its losses are counted when it turns out that it was wanted.
/// </remarks>
internal static class WaitingProgram
{
    /// <summary>The outermost entry. Without a point it makes no record.</summary>
    public static BpfCode Opening(ContextReader context, ProgramSettings settings, int? slot)
    {
        var asm = new Assembler();
        var ways = new WaysOut(asm);
        EmitTake(asm, context, settings, ways, withAction: false, opens: true);
        PacketStack.EmitOpen(asm, undecided: slot is null && settings.AsksFirst, pending: true);
        if (slot is not { } recorded)
        {
            RingAccess.EmitRelease(asm);
            asm.Mark(ways.Nested);
            return ways.EmitDone();
        }

        if (settings.AsksFirst)
            PacketDecision.EmitFirst(asm, context, settings, ways.Unwanted, ways.Lost);
        EmitRecord(asm, context, settings, recorded, isExit: false, ways);
        if (settings.AsksFirst)
            EmitUnwanted(asm, ways);
        return EmitLostAndDone(asm, settings, recorded, ways, wasOpened: false);
    }

    /// <summary>The entry or exit of a program within an open packet.</summary>
    public static BpfCode Within(ContextReader context, ProgramSettings settings, int slot, bool isExit)
    {
        var asm = new Assembler();
        var ways = new WaysOut(asm);
        EmitTake(asm, context, settings, ways, isExit);
        PacketStack.EmitFind(asm, ways.Orphan, ways.LostBefore, settings.AsksFirst ? ways.Free : null);
        if (settings.AsksWithin)
            PacketDecision.EmitFirstUnlessDecided(asm, context, settings, ways.Unwanted, ways.Lost, staysOpen: true);

        if (context.ProvesRuns)
            context.EmitUnlessProven(asm, ways.Unproven);
        EmitRecord(asm, context, settings, slot, isExit, ways);
        EmitOrphan(asm, settings, slot, ways, withAction: false);
        if (context.ProvesRuns)
        {
            asm.Mark(ways.Unproven);
            RingAccess.EmitCountUnproven(asm);
            if (settings.Lists(slot))
                PassedPoints.EmitMiss(asm, settings, slot);
            asm.Jump(ways.Free);
        }

        if (settings.AsksWithin)
            EmitUnwanted(asm, ways);
        return EmitLostAndDone(asm, settings, slot, ways, wasOpened: true);
    }

    /// <summary>The outermost exit, where it is decided. Without a point it makes no record.</summary>
    public static BpfCode Closing(ContextReader context, ProgramSettings settings, int? slot)
    {
        var asm = new Assembler();
        var ways = new WaysOut(asm);
        EmitTake(asm, context, settings, ways, withAction: true);
        PacketStack.EmitFind(asm, ways.Orphan, lostBefore: null, settings.AsksFirst ? ways.Free : null, closes: true);
        EmitPass(asm, settings, slot);
        if (settings.AsksWithin)
            EmitUndecided(asm, context, settings, ways, slot is not null);
        PacketDecision.EmitAction(asm, settings.Selection, ways.Unwanted);
        PacketDecision.EmitLastFilter(asm, context, settings, ways.Unwanted, ways.Lost);
        PacketStack.EmitLostCheck(asm, ways.Lost);
        if (slot is { } recorded)
            EmitWrite(asm, context, settings, recorded, isExit: true, ways);

        asm.Comment("publish the packet");
        PassedPoints.EmitTold(asm, settings);
        PassedPoints.EmitCountMissed(asm, settings);
        RingAccess.EmitPublishReserved(asm, ways.Unwanted);
        RingAccess.EmitEndPending(asm);
        RingAccess.EmitRelease(asm);
        RingAccess.EmitDoorbell(asm, settings.WakeUpEvery, ways.Done);
        asm.Jump(ways.Done);

        EmitOrphan(asm, settings, slot, ways, withAction: true);
        asm.Mark(ways.Lost);
        PassedPoints.EmitCountLost(asm, settings);
        asm.Mark(ways.Unwanted);
        RingAccess.EmitEndPending(asm);
        asm.Mark(ways.Free);
        RingAccess.EmitRelease(asm);
        asm.Jump(ways.Done);

        asm.Mark(ways.Nested);
        if (settings.Lists(slot))
        {
            asm.Comment("this run interrupted one that is writing here, or there is no ring");
            PacketDecision.EmitAction(asm, settings.Selection, ways.Done);
            RingAccess.EmitCountLosses(asm, settings, [slot!.Value], nested: true);
        }

        return ways.EmitDone();
    }

    private static void EmitTake(Assembler asm, ContextReader context, ProgramSettings settings, WaysOut ways, bool withAction, bool opens = false)
    {
        context.Emit(asm, withAction, ways.Done);
        PacketDecision.EmitQueue(asm, settings.Selection, ways.Done);
        if (opens)
            SlotAccess.EmitOpenCheck(asm, settings, ways.Done);
        RingAccess.EmitTake(asm, ways.Nested);
    }

    /// <summary>No hook before this one has captured: either this is the packet's only capture point, or it has none.</summary>
    private static void EmitUndecided(Assembler asm, ContextReader context, ProgramSettings settings, WaysOut ways, bool records)
    {
        if (records)
        {
            PacketDecision.EmitFirstUnlessDecided(asm, context, settings, ways.Unwanted, ways.Lost, staysOpen: false);
            return;
        }

        asm.Label(out var decided, "decided");
        PacketStack.EmitUndecidedCheck(asm, decided);
        asm.Jump(ways.Unwanted);
        asm.Mark(decided);
    }

    private static void EmitRecord(
        Assembler asm, ContextReader context, ProgramSettings settings, int slot, bool isExit, WaysOut ways)
    {
        EmitPass(asm, settings, slot);
        EmitWrite(asm, context, settings, slot, isExit, ways);
        RingAccess.EmitRelease(asm);
        asm.Jump(ways.Done);
    }

    private static void EmitWrite(Assembler asm, ContextReader context, ProgramSettings settings, int slot, bool isExit, WaysOut ways)
    {
        if (settings.Selection.OnlyModified)
            PacketStack.EmitCompareFirstByte(asm);
        RecordWriter.Emit(asm, context, settings, slot, isExit && context.TellsAction, ways.Lost, waits: true);
    }

    private static void EmitPass(Assembler asm, ProgramSettings settings, int? slot)
    {
        if (settings.Lists(slot))
            PassedPoints.EmitPass(asm, settings, slot!.Value);
    }

    /// <summary>Nobody opened this packet: its record here is lost, if it is known by now to be wanted or cannot be known.</summary>
    private static void EmitOrphan(Assembler asm, ProgramSettings settings, int? slot, WaysOut ways, bool withAction)
    {
        asm.Mark(ways.Orphan);
        if (settings.Lists(slot))
        {
            SlotAccess.EmitCountingCheck(asm, settings, ways.Free);
            if (withAction)
                PacketDecision.EmitAction(asm, settings.Selection, ways.Free);
            RingAccess.EmitCountLosses(asm, settings, [slot!.Value]);
        }

        asm.Jump(ways.Free);
    }

    private static void EmitUnwanted(Assembler asm, WaysOut ways)
    {
        asm.Mark(ways.Unwanted);
        PacketStack.EmitMarkUnwanted(asm);
        RingAccess.EmitEndPending(asm);
        asm.Jump(ways.Free);
    }

    private static BpfCode EmitLostAndDone(Assembler asm, ProgramSettings settings, int slot, WaysOut ways, bool wasOpened)
    {
        asm.Mark(ways.Lost);
        PacketStack.EmitMarkLost(asm);
        if (wasOpened)
            asm.Mark(ways.LostBefore);
        EmitPass(asm, settings, slot);
        asm.Mark(ways.Free);
        RingAccess.EmitRelease(asm);
        asm.Jump(ways.Done);

        asm.Mark(ways.Nested);
        if (settings.Lists(slot))
        {
            asm.Comment("this run interrupted one that is writing here, or there is no ring");
            RingAccess.EmitCountLosses(asm, settings, [slot], nested: true);
        }

        return ways.EmitDone();
    }
}
