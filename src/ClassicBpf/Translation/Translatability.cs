namespace ClassicBpf.Translation;

/// <summary>What a filter can ask for that no program at an XDP hook can answer. It is refused by name.</summary>
public static class Translatability
{
    // linux/filter.h: where the kernel answers loads of a socket filter with something else than the packet's bytes.
    private const uint AncillaryOffset = ClassicText.AncillaryOffset, AncillarySize = 64,
        NetworkOffset = unchecked((uint)-0x100000), LinkLayerOffset = unchecked((uint)-0x200000);

    /// <summary>What is in the way, as far as that is known before it is translated; null where nothing is.</summary>
    public static TranslationObstacle? Find(ClassicProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return program.HasLoop ? new LoopInFilter()
            : program.Instructions.Select(Metadata).FirstOrDefault(what => what is not null) is { } what ? new MetadataInFilter(what)
            : null;
    }

    private static PacketMetadata? Metadata(ClassicInstruction instruction) => instruction switch
    {
        { LoadSize: 0 } or { IsIndirect: true } or { Code: ClassicCode.LdxMsh } => null,
        // Still further up there is nothing: "ether[0 - 1]" lies beyond any packet's end, so no packet matches.
        { K: >= AncillaryOffset + AncillarySize } => null,
        { K: >= AncillaryOffset } => (PacketMetadata)(instruction.K - AncillaryOffset),
        { K: >= NetworkOffset } => PacketMetadata.FromNetworkHeader,
        { K: >= LinkLayerOffset } => PacketMetadata.FromLinkLayerHeader,
        _ => null,
    };
}
