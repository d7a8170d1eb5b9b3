using Capture.Model;
using Capture.Records;
using Capture.Selection;

namespace Capture.Emission;

/// <summary>What is alike in all capture programs of one group of hooks.</summary>
/// <param name="Layout">The rings.</param>
/// <param name="FirstSlot">The first slot of the one interface whose hooks these are.</param>
/// <param name="WakeUpEvery">A sleeping reader is woken when a CPU has published this many records since it last did so.</param>
internal sealed record ProgramSettings(RingLayout Layout, int FirstSlot = 0, uint WakeUpEvery = 1)
{
    /// <summary>What the programs are to run on.</summary>
    public required TargetProcessor Processor { get; init; }

    /// <summary>Which packets are captured.</summary>
    public PacketSelection Selection { get; init; } = PacketSelection.All;

    /// <summary>LINKTYPE_ number of the packets, which the filter is compiled for.</summary>
    public ushort LinkType { get; init; } = LinkTypes.Ethernet;

    /// <summary>
    /// Whether the interface a packet belongs to is looked up, and its first slot with it. Slots are places behind that one then.
    /// </summary>
    public bool LooksUp { get; init; }

    /// <summary>
    /// Slots of the group's capture points, at most <see cref="PassedPoints.Maximum"/> where records wait for the exit.
    /// </summary>
    public IReadOnlyList<int> Slots { get; init; } = [];

    /// <summary>Whether packets are opened without a record, so that the first capture point comes later.</summary>
    public bool OpensSilently { get; init; }

    /// <summary>Whether a function of the group has to prove its runs, so that a packet can lack a record of where it came by.</summary>
    public bool ProvesRuns { get; init; }

    /// <summary>Whether something is asked of a packet where it is first captured.</summary>
    public bool AsksFirst => (Selection.Filter is not null && Selection.FilterAt == CapturePosition.Entry) || Selection.SampleEvery > 1;

    /// <summary>Whether that is asked by whichever hook comes first: packets are opened by one that makes no record.</summary>
    public bool AsksWithin => AsksFirst && OpensSilently;

    /// <summary>Whether a slot is a capture point's, and not for comparison only.</summary>
    public bool Lists(int? slot) => slot is { } number && Slots.Contains(number);

    /// <summary>Which of the group's points has a slot, counted from 0.</summary>
    public int PlaceOf(int slot) => Slots.Index().First(one => one.Item == slot).Index;
}
