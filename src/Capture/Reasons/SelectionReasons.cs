namespace Capture.Reasons;

/// <summary>What is asked of packets does not go with what there is.</summary>
public abstract record SelectionReason : CaptureReason;

/// <summary>Only changed packets are wanted of a program of ours, which changes none.</summary>
public sealed record OwnProgramChangesNothing(string Interface) : SelectionReason;

/// <summary>Only packets that are not passed on are wanted of a program of ours, which passes all.</summary>
public sealed record OwnProgramPasses(string Interface) : SelectionReason;

/// <summary>An XDP program is to be asked, and there is none.</summary>
/// <param name="Interface">Where.</param>
/// <param name="Question">What it is to be asked.</param>
public sealed record LegacyCannotSelect(string Interface, XdpQuestion Question) : SelectionReason;

/// <summary>Packets are wanted when they leave an XDP program, and there is none.</summary>
public sealed record LegacyKnowsEntryOnly(string Interface) : SelectionReason;

/// <summary>A classic pcap file has one link type, and an interface has another one now.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="LinkTypeName">What its packets are now.</param>
/// <param name="FileLinkType">LINKTYPE_ number of the file.</param>
public sealed record PcapHasOneLinkType(string Interface, string LinkTypeName, ushort FileLinkType) : SelectionReason;

/// <summary>What only an XDP program and its hooks can answer about packets.</summary>
public enum XdpQuestion
{
    /// <summary>What the program returned.</summary>
    Action,

    /// <summary>Whether it changed the packet.</summary>
    Changes,

    /// <summary>The receive queue.</summary>
    Queue,

    /// <summary>Which packets of a CPU are the sample's.</summary>
    Sample,

    /// <summary>Whether the packet matches as it leaves.</summary>
    FilterAtExit,
}
