using Capture.Filters;
using Capture.Model;
using Capture.Reasons;

namespace Capture.Selection;

/// <summary>
/// Which packets are captured: those that pass every condition given here. It is decided once for a packet and holds for all its records.
/// </summary>
public sealed record PacketSelection
{
    /// <summary>Every packet.</summary>
    public static PacketSelection All { get; } = new();

    /// <summary>The filter expression; null is none.</summary>
    public PacketFilter? Filter { get; init; }

    /// <summary>Which of a packet's states the filter is asked of: as first captured, or as it leaves the outermost program.</summary>
    public CapturePosition FilterAt { get; init; } = CapturePosition.Entry;

    /// <summary>Only packets for which the outermost captured program returned one of these; null is any.</summary>
    public ActionSet? Actions { get; init; }

    /// <summary>Only packets of these receive queues; empty is any.</summary>
    public IReadOnlyList<QueueRange> Queues { get; init; } = [];

    /// <summary>Of the packets that the filter lets through on a CPU, one in so many, the first included; 0 or 1 is every one.</summary>
    public uint SampleEvery { get; init; }

    /// <summary>Only packets whose length, place of the first byte or bytes differ between two of their records.</summary>
    public bool OnlyModified { get; init; }

    /// <summary>Whether anything is asked that only XDP programs and their hooks can answer.</summary>
    public bool AsksXdp => XdpQuestion is not null;

    /// <summary>The first such question; null where there is none.</summary>
    public XdpQuestion? XdpQuestion => this switch
    {
        { Actions: not null } => Reasons.XdpQuestion.Action,
        { OnlyModified: true } => Reasons.XdpQuestion.Changes,
        { Queues.Count: > 0 } => Reasons.XdpQuestion.Queue,
        { SampleEvery: > 1 } => Reasons.XdpQuestion.Sample,
        { FilterAt: CapturePosition.Exit } => Reasons.XdpQuestion.FilterAtExit,
        _ => null,
    };

    /// <summary>Whether every packet is captured.</summary>
    public bool IsAll => Filter is null && !AsksXdp;

    /// <summary>Whether it is known only when a packet leaves, or even later, that it is wanted.</summary>
    public bool IsDecidedLate => Actions is not null || (Filter is not null && FilterAt == CapturePosition.Exit) || OnlyModified;
}
