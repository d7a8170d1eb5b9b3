using Capture.Reasons;

namespace Capture.Filters;

/// <summary>What a filter can ask for that no program at an XDP hook can answer. It is refused by name.</summary>
internal static class UntranslatableFilters
{
    // linux/filter.h: where the kernel answers loads of a socket filter with something else than the packet's bytes.
    private const uint AncillaryOffset = ClassicText.AncillaryOffset, AncillarySize = 64,
        NetworkOffset = unchecked((uint)-0x100000), LinkLayerOffset = unchecked((uint)-0x200000);

    /// <summary>Leaves silently when <paramref name="program"/> can be translated.</summary>
    /// <exception cref="CaptureException">It cannot; the reason says because of what.</exception>
    public static void Refuse(ClassicProgram program)
    {
        if (program.HasLoop)
            throw CaptureErrors.FilterHasLoop();
        foreach (var instruction in program.Instructions)
        {
            if (instruction.LoadSize == 0 || instruction.IsIndirect || instruction.Code == ClassicCode.LdxMsh)
                continue;
            // Still further up there is nothing: "ether[0 - 1]" lies beyond any packet's end, so no packet matches.
            if (instruction.K >= AncillaryOffset + AncillarySize)
                continue;
            if (instruction.K >= AncillaryOffset)
                throw CaptureErrors.FilterAsksForMetadata((PacketMetadata)(instruction.K - AncillaryOffset));
            if (instruction.K >= NetworkOffset)
                throw CaptureErrors.FilterAsksForMetadata(PacketMetadata.FromNetworkHeader);
            if (instruction.K >= LinkLayerOffset)
                throw CaptureErrors.FilterAsksForMetadata(PacketMetadata.FromLinkLayerHeader);
        }
    }
}
