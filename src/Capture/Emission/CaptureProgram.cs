using Capture.Emission.Parts;
using Capture.Model;
using Ebpf.Asm;
using Ebpf.Xdp;

namespace Capture.Emission;

/// <summary>Emits whole capture programs; each reads as the list of its parts.</summary>
/// <remarks>The programs are pure data until they are loaded: the maps are named, every other figure is a constant in them.</remarks>
internal static class CaptureProgram
{
    /// <summary>A program that runs before the target. Without a point it only opens the packet and makes no record.</summary>
    public static BpfCode Entry(ContextReader context, ProgramSettings settings, int? slot, PacketRole role) =>
        At(CapturePosition.Entry, context, settings, slot, role switch
        {
            PacketRole.Alone => new LonePacket(new AskMember()),
            PacketRole.Outermost => new OpenPacket(records: slot is not null),
            _ => new FindPacket(),
        });

    /// <summary>
    /// A program that runs after the target and knows the action. Without a point it only closes the packet and makes no record.
    /// </summary>
    public static BpfCode Exit(ContextReader context, ProgramSettings settings, int? slot, PacketRole role) => role switch
    {
        PacketRole.Outermost when settings.Selection.IsDecidedLate => DeferredProgram.Closing(context, settings, slot),
        _ => At(CapturePosition.Exit, context, settings, slot, role switch
        {
            PacketRole.Alone => new LonePacket(new AskAction(exits => exits.Done), new AskMember()),
            PacketRole.Outermost => new ClosePacket(records: slot is not null),
            _ => new FindPacket(),
        }),
    };

    /// <summary>
    /// Our own XDP program, for an interface that has none: it passes every packet on. <paramref name="entrySlot"/> and
    /// <paramref name="exitSlot"/> are null where that side is not wanted; nothing changes the packet between them. With
    /// <paramref name="severalBuffers"/> it takes packets in several buffers, which needs Linux 5.18; <paramref name="byAddress"/> says
    /// whether it may read what is behind the reach of the kernel's copying, which takes CAP_PERFMON.
    /// </summary>
    public static BpfCode Own(ProgramSettings settings, int? entrySlot, int? exitSlot, bool severalBuffers = true, bool byAddress = true)
    {
        var position = exitSlot is null ? CapturePosition.Entry : CapturePosition.Exit;
        int[] slots = [.. new[] { entrySlot, exitSlot }.OfType<int>()];
        IProgramPart records = slots is [var entry, var exit] ? new PublishBoth(entry, exit) : new PublishRecord(slots.Single(), position);
        // The action needs no asking: it is known beforehand.
        return Immediate(
            position, new OwnProgramContext(severalBuffers, byAddress), settings, new LonePacket(), records, slots, (int)XdpAction.Pass);
    }

    private static BpfCode At(CapturePosition position, ContextReader context, ProgramSettings settings, int? slot, PacketPart packet)
    {
        if (slot is not { } recorded)
            return Silent(position, context, settings, packet);
        return settings.Selection.IsDecidedLate && packet is not LonePacket
            ? DeferredProgram.Recording(position, context, settings, packet, recorded)
            : Immediate(position, context, settings, packet, new PublishRecord(recorded, position), [recorded], returns: 0);
    }

    /// <summary>What it records is published at once.</summary>
    private static BpfCode Immediate(
        CapturePosition position, ContextReader context, ProgramSettings settings, PacketPart packet, IProgramPart records, int[] slots,
        int returns) => ProgramText.Of(context, settings,
    [
        new FindInterface(position),
        .. packet.Before,
        new TakeRing(),
        packet,
        new ProveRun(),
        records,
        new RingBell(),

        new UnprovenExit(),
        new OrphanExit(),
        new UnwantedExit(),
        new LostExit(packet.StaysOpen),
        new CountLoss(slots),
        new FreeExit(),
        new NestedExit(slots),
        new Return(returns),
    ]);

    /// <summary>It opens or closes the packet for hooks that record.</summary>
    private static BpfCode Silent(CapturePosition position, ContextReader context, ProgramSettings settings, PacketPart packet) =>
        ProgramText.Of(context, settings,
        [
            new FindInterface(position),
            .. packet.Before,
            new TakeRing(),
            packet,
            new LeaveSilently(),
            new Return(0),
        ]);
}
