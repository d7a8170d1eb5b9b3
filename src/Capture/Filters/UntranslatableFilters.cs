namespace Capture.Filters;

/// <summary>What a filter can ask for that no program at an XDP hook can answer. It is refused by name.</summary>
internal static class UntranslatableFilters
{
    // linux/filter.h: where the kernel answers loads of a socket filter with something else than the packet's bytes.
    private const uint AncillaryOffset = ClassicText.AncillaryOffset, AncillarySize = 64,
        NetworkOffset = unchecked((uint)-0x100000), LinkLayerOffset = unchecked((uint)-0x200000);

    /// <summary>Leaves silently when <paramref name="program"/> can be translated.</summary>
    /// <exception cref="CaptureException">It cannot; the message says because of what.</exception>
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
                throw CaptureErrors.FilterAsksForMetadata(Metadata(instruction.K - AncillaryOffset));
            if (instruction.K >= NetworkOffset)
                throw CaptureErrors.FilterAsksForMetadata("bytes counted from the network header");
            if (instruction.K >= LinkLayerOffset)
                throw CaptureErrors.FilterAsksForMetadata("bytes counted from the link-layer header");
        }
    }

    /// <summary>SKF_AD_* of linux/filter.h, with the words of an expression that lead there.</summary>
    private static string Metadata(uint ancillary) => ancillary switch
    {
        0 => "the protocol the kernel found",
        4 => "the direction (inbound, outbound)",
        8 => "the interface's number (ifindex)",
        12 or 16 => "netlink attributes",
        20 => "the packet's mark",
        24 => "the queue",
        28 => "the interface's hardware type",
        32 => "the receive hash",
        36 => "the processor",
        40 => "an exclusive or by the kernel",
        44 or 48 or 60 => "the VLAN tag the kernel has taken off",
        52 => "where the payload begins",
        56 => "a random number",
        _ => $"the kernel's packet information {ancillary}",
    };
}
