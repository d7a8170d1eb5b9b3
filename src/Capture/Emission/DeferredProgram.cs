using Capture.Emission.Parts;
using Capture.Model;
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
    /// <summary>A hook that records, before it is known whether the packet is wanted.</summary>
    public static BpfCode Recording(
        CapturePosition position, ContextReader context, ProgramSettings settings, PacketPart packet, int slot)
    {
        int[] listed = settings.Lists(slot) ? [slot] : [];
        return ProgramText.Of(context, settings,
        [
            new FindInterface(position),
            .. packet.Before,
            new TakeRing(),
            packet,
            new ProveRun(),
            new NotePass(slot),
            new ReserveRecord(slot, position),
            new LeaveRing(),

            new DeferredOrphanExit(listed),
            new DeferredUnprovenExit(listed),
            new UnwantedExit(),
            new LostExit(packet.StaysOpen),
            new NotePass(slot),
            new FreeExit(),
            new NestedExit(listed),
            new Return(0),
        ]);
    }

    /// <summary>The outermost exit, where it is decided. Without a point it makes no record.</summary>
    public static BpfCode Closing(ContextReader context, ProgramSettings settings, int? slot)
    {
        int[] listed = slot is { } own && settings.Lists(own) ? [own] : [];
        return ProgramText.Of(context, settings,
        [
            new FindInterface(CapturePosition.Exit),
            new TakeRing(),
            new CloseDeferredPacket(slot),
            new AskAction(exits => exits.Unwanted),
            new AskAsItLeaves(),
            .. Record(slot),
            new PublishPacket(),
            new RingBell(),

            new DeferredOrphanExit(listed, new AskAction(exits => exits.Free)),
            new LostExit(staysOpen: false),
            new CountPassed(),
            new DropPending(),
            new FreeExit(),
            new NestedExit(listed, new AskAction(exits => exits.Done)),
            new Return(0),
        ]);
    }

    private static IProgramPart[] Record(int? slot) => slot is { } recorded ? [new ReserveRecord(recorded, CapturePosition.Exit)] : [];
}
