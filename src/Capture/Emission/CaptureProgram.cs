using Capture.Rings;
using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>Emits whole capture programs; each reads as the list of its parts.</summary>
/// <remarks>The programs are pure data until they are loaded: the maps are named, every other figure is a constant in them.</remarks>
internal static class CaptureProgram
{
    /// <summary>A program that runs before the target. Without a point it only opens the packet and makes no record.</summary>
    public static BpfCode Entry(ContextReader context, ProgramSettings settings, int? point, PacketRole role)
    {
        var asm = new Assembler();
        var ways = new WaysOut(asm, finds: role == PacketRole.Within);

        context.Emit(asm, withAction: false, ways.Done);
        RingAccess.EmitTake(asm, ways.Done, ways.Nested);
        if (role == PacketRole.Alone)
            PacketStack.EmitNumberAlone(asm);
        else if (role == PacketRole.Outermost)
            PacketStack.EmitOpen(asm);
        else
            PacketStack.EmitFind(asm, ways.Orphan!, ways.LostBefore!);
        return EmitRest(asm, ways, context, settings, point, opened: role != PacketRole.Alone, isExit: false);
    }

    /// <summary>
    /// A program that runs after the target and knows the action. Without a point it only closes the packet and makes no record.
    /// </summary>
    public static BpfCode Exit(ContextReader context, ProgramSettings settings, int? point, PacketRole role)
    {
        var asm = new Assembler();
        var ways = new WaysOut(asm, finds: role != PacketRole.Alone);

        context.Emit(asm, withAction: true, ways.Done);
        RingAccess.EmitTake(asm, ways.Done, ways.Nested);
        if (role == PacketRole.Alone)
            PacketStack.EmitNumberAlone(asm);
        else
            PacketStack.EmitFind(asm, ways.Orphan!, ways.LostBefore!, closes: role == PacketRole.Outermost);
        return EmitRest(asm, ways, context, settings, point, opened: role == PacketRole.Within, isExit: true);
    }

    /// <summary>
    /// Our own XDP program, for an interface that has none: it passes every packet on. <paramref name="entryPoint"/> and
    /// <paramref name="exitPoint"/> are null where that side is not wanted; nothing changes the packet between them. With
    /// <paramref name="severalBuffers"/> it takes packets in several buffers, which needs Linux 5.18.
    /// </summary>
    public static BpfCode Own(ProgramSettings settings, int? entryPoint, int? exitPoint, bool severalBuffers = true)
    {
        var context = new OwnProgramContext(severalBuffers);
        var asm = new Assembler();
        var ways = new WaysOut(asm, finds: false);
        int[] points = [.. new[] { entryPoint, exitPoint }.OfType<int>()];

        context.Emit(asm, exitPoint is not null, ways.Done);
        RingAccess.EmitTake(asm, ways.Done, ways.Nested);
        PacketStack.EmitNumberAlone(asm);
        if (points is [var entry, var exit])
        {
            asm.Label(out var exitLost, "exit_lost").Label(out var written, "written");
            RecordWriter.Emit(asm, context, settings.Layout, entry, withVerdict: false, ways.Lost);
            RecordWriter.Emit(asm, context, settings.Layout, exit, withVerdict: true, exitLost);
            asm.Jump(written);
            asm.Mark(exitLost);
            RingAccess.EmitCountLoss(asm, exit);
            asm.Mark(written);
        }
        else
        {
            RecordWriter.Emit(asm, context, settings.Layout, points.Single(), withVerdict: exitPoint is not null, ways.Lost);
        }

        EmitPublished(asm, ways, settings);
        asm.Mark(ways.Lost);
        EmitLost(asm, ways, points);
        return EmitDone(asm, ways, OwnProgramContext.XdpPass);
    }

    /// <summary>The part behind the packet's number: the record if there is one, and every way out.</summary>
    /// <param name="asm">Where to.</param>
    /// <param name="ways">Where runs end early.</param>
    /// <param name="context">How the packet is had.</param>
    /// <param name="settings">The capture's.</param>
    /// <param name="point">Whose record; null for none.</param>
    /// <param name="opened">Whether the packet lies open on the stack, so that a loss has to be noted there.</param>
    /// <param name="isExit">Whether the action is known.</param>
    private static BpfCode EmitRest(
        Assembler asm, WaysOut ways, ContextReader context, ProgramSettings settings, int? point, bool opened, bool isExit)
    {
        if (point is not { } recorded)
        {
            ways.MarkAll(asm);
            RingAccess.EmitRelease(asm);
            asm.Mark(ways.Nested);
            return EmitDone(asm, ways, returnValue: 0);
        }

        RecordWriter.Emit(asm, context, settings.Layout, recorded, withVerdict: isExit, ways.Lost);
        EmitPublished(asm, ways, settings);
        if (ways.Orphan is not null)
        {
            asm.Mark(ways.Orphan);
            asm.Comment("nobody opened this packet: a loss, unless it came before all hooks were in or after the first was out");
            asm.LoadMapValue(R1, RingAccess.ControlMap, ControlLayout.CountingOf(settings.Setup));
            asm.Load(U64, R1, R1, 0);
            asm.JumpIf(Equal, R1, 0, ways.Free);
            asm.Jump(ways.LostBefore!);
        }

        asm.Mark(ways.Lost);
        if (opened)
            PacketStack.EmitMarkLost(asm);
        if (ways.LostBefore is not null)
            asm.Mark(ways.LostBefore);
        EmitLost(asm, ways, [recorded]);
        return EmitDone(asm, ways, returnValue: 0);
    }

    private static void EmitPublished(Assembler asm, WaysOut ways, ProgramSettings settings)
    {
        RingAccess.EmitRelease(asm);
        RingAccess.EmitDoorbell(asm, settings.WakeUpEvery, ways.Done);
        asm.Jump(ways.Done);
    }

    private static void EmitLost(Assembler asm, WaysOut ways, ReadOnlySpan<int> points)
    {
        asm.Comment("no room, or an earlier record of the packet had none: the record is lost");
        foreach (var point in points)
            RingAccess.EmitCountLoss(asm, point);
        asm.Mark(ways.Free);
        RingAccess.EmitRelease(asm);
        asm.Jump(ways.Done);

        asm.Mark(ways.Nested);
        asm.Comment("this run interrupted one that is writing here");
        foreach (var point in points)
            RingAccess.EmitCountLoss(asm, point);
    }

    private static BpfCode EmitDone(Assembler asm, WaysOut ways, int returnValue)
    {
        asm.Mark(ways.Done);
        asm.Mov(R0, returnValue).Exit();
        return asm.Assemble();
    }

    /// <summary>Where a run can end early.</summary>
    private sealed class WaysOut
    {
        public WaysOut(Assembler asm, bool finds)
        {
            asm.Label(out Lost, "lost").Label(out Free, "free").Label(out Nested, "nested").Label(out Done, "done");
            if (finds)
                asm.Label(out Orphan, "orphan").Label(out LostBefore, "lost_before");
        }

        /// <summary>The ring is taken and the record cannot be kept.</summary>
        public readonly Label Lost;

        /// <summary>The ring is taken, and an earlier record of the packet could not be kept. Null where the packet is not looked up.</summary>
        public readonly Label? LostBefore;

        /// <summary>The ring is taken and the packet is not open. Null where the packet is not looked up.</summary>
        public readonly Label? Orphan;

        /// <summary>The ring is taken and there is nothing to keep.</summary>
        public readonly Label Free;

        /// <summary>The ring belongs to the run that this one interrupted.</summary>
        public readonly Label Nested;

        /// <summary>The ring is not taken.</summary>
        public readonly Label Done;

        /// <summary>Without a record all ways with the ring taken are one.</summary>
        public void MarkAll(Assembler asm)
        {
            asm.Mark(Lost).Mark(Free);
            if (Orphan is not null)
                asm.Mark(Orphan).Mark(LostBefore!);
        }
    }
}
