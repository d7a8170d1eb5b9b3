namespace PacketFiles;

/// <summary>Types of pcapng blocks (pcapng draft, section 10.1). Readers pass over the ones they do not know.</summary>
public enum BlockType : uint
{
    /// <summary>Opens a section and gives its byte order; the same number read in either order.</summary>
    SectionHeader = 0x0A0D0D0A,

    /// <summary>An interface, numbered from 0 in the section by position.</summary>
    InterfaceDescription = 1,

    /// <summary>Counters of an interface.</summary>
    InterfaceStatistics = 5,

    /// <summary>One packet.</summary>
    EnhancedPacket = 6,
}
