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
    /// <summary>
    /// A program that runs before the target. With <paramref name="paired"/> it opens the packet for the exit program of
    /// the same capture.
    /// </summary>
    public static BpfCode Entry(ContextReader context, RingLayout layout, int point, bool paired)
    {
        var asm = new Assembler();
        var ways = new WaysOut(asm);

        context.Emit(asm, withAction: false, ways.Done);
        RingAccess.EmitTake(asm, ways.Done, ways.Nested);
        if (paired)
            PacketStack.EmitNumberAndPush(asm);
        else
            PacketStack.EmitNumberAlone(asm);
        RecordWriter.Emit(asm, layout, point, withVerdict: false, ways.Lost);
        if (paired)
            PacketStack.EmitSetDepth(asm);
        EmitPublished(asm, ways);
        EmitLost(asm, ways, [point]);
        return EmitDone(asm, ways, returnValue: 0);
    }

    /// <summary>
    /// A program that runs after the target and knows the action. With <paramref name="paired"/> its record bears the
    /// number of the entry's, and where the entry was lost the exit is lost too.
    /// </summary>
    public static BpfCode Exit(ContextReader context, RingLayout layout, int point, bool paired)
    {
        var asm = new Assembler();
        var ways = new WaysOut(asm);
        Label? orphan = null;

        context.Emit(asm, withAction: true, ways.Done);
        RingAccess.EmitTake(asm, ways.Done, ways.Nested);
        if (paired)
        {
            asm.Label(out orphan, "orphan");
            PacketStack.EmitFind(asm, orphan);
            PacketStack.EmitSetDepth(asm);
        }
        else
        {
            PacketStack.EmitNumberAlone(asm);
        }

        RecordWriter.Emit(asm, layout, point, withVerdict: true, ways.Lost);
        EmitPublished(asm, ways);
        if (orphan is not null)
        {
            asm.Mark(orphan);
            asm.Comment("a packet that entered before capture began is not a loss");
            asm.Load(U64, R1, R7, RingLayout.Began).JumpIf(Equal, R1, 0, ways.Free);
        }

        EmitLost(asm, ways, [point]);
        return EmitDone(asm, ways, returnValue: 0);
    }

    /// <summary>
    /// Our own XDP program, for an interface that has none: it passes every packet on. <paramref name="entryPoint"/> and
    /// <paramref name="exitPoint"/> are null where that side is not wanted; nothing changes the packet between them.
    /// </summary>
    public static BpfCode Own(RingLayout layout, int? entryPoint, int? exitPoint)
    {
        var asm = new Assembler();
        var ways = new WaysOut(asm);
        int[] points = [.. new[] { entryPoint, exitPoint }.OfType<int>()];

        new OwnProgramContext().Emit(asm, exitPoint is not null, ways.Done);
        RingAccess.EmitTake(asm, ways.Done, ways.Nested);
        PacketStack.EmitNumberAlone(asm);
        if (points is [var entry, var exit])
        {
            asm.Label(out var exitLost, "exit_lost").Label(out var written, "written");
            RecordWriter.Emit(asm, layout, entry, withVerdict: false, ways.Lost);
            RecordWriter.Emit(asm, layout, exit, withVerdict: true, exitLost);
            asm.Jump(written);
            asm.Mark(exitLost);
            RingAccess.EmitCountLoss(asm, exit);
            asm.Mark(written);
        }
        else
        {
            RecordWriter.Emit(asm, layout, points.Single(), withVerdict: exitPoint is not null, ways.Lost);
        }

        EmitPublished(asm, ways);
        EmitLost(asm, ways, points);
        return EmitDone(asm, ways, OwnProgramContext.XdpPass);
    }

    private static void EmitPublished(Assembler asm, WaysOut ways)
    {
        RingAccess.EmitRelease(asm);
        RingAccess.EmitDoorbell(asm, ways.Done);
        asm.Jump(ways.Done);
    }

    private static void EmitLost(Assembler asm, WaysOut ways, ReadOnlySpan<int> points)
    {
        asm.Mark(ways.Lost);
        asm.Comment("no room: the record, and those that depend on it, are lost");
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
        public WaysOut(Assembler asm) =>
            asm.Label(out Lost, "lost").Label(out Free, "free").Label(out Nested, "nested").Label(out Done, "done");

        /// <summary>The ring is taken and the record cannot be kept.</summary>
        public readonly Label Lost;

        /// <summary>The ring is taken and there is nothing to keep.</summary>
        public readonly Label Free;

        /// <summary>The ring belongs to the run that this one interrupted.</summary>
        public readonly Label Nested;

        /// <summary>The ring is not taken.</summary>
        public readonly Label Done;
    }
}
