namespace Architecture.Tests;

/// <summary>
/// The floors of the house, lowest first, and the rooms on each. A room may use what is on a lower floor and
/// nothing else: two rooms of one floor stand side by side. Folders within a room are the room's own business.
/// </summary>
internal static class FloorPlan
{
    /// <summary>Assemblies: a room is a namespace with all below it.</summary>
    public static readonly Floor[] Assemblies =
    [
        new("plain Linux", "Linux"),
        new("eBPF", "Ebpf"),
        new("classic BPF and packet files", "ClassicBpf", "PacketFiles"),
        new("capture", "Capture"),
        new("command line", "Xdpdump"),
        new("texts made of the command line", "Texts"),
    ];

    /// <summary>Rooms of the eBPF floor.</summary>
    public static readonly Floor[] Ebpf =
    [
        new("the system call", "Ebpf.Sys"),
        new("instructions and types", "Ebpf.Asm", "Ebpf.Btf"),
        new("what the kernel holds", "Ebpf.Objects"),
        new("what it can do, and XDP", "Ebpf.Features", "Ebpf.Xdp"),
    ];

    /// <summary>Rooms of the capture floor.</summary>
    public static readonly Floor[] Capture =
    [
        new("what is passed on", "Capture.Model"),
        new("why something cannot be had, and what happens", "Capture.Reasons"),
        new("what lies in memory", "Capture.Records"),
        new("filters", "Capture.Filters"),
        new("what is wanted", "Capture.Selection"),
        new("where the two sides meet", "Capture.Handover"),
        new("XDP programs · rings · files and pipes", "Capture.Targets", "Capture.Rings", "Capture.Output"),
        new("capture programs · sources · formats", "Capture.Emission", "Capture.Sources", "Capture.Sinks"),
        new("hooks · stages", "Capture.Hooks", "Capture.Stages"),
        new("what follows interfaces · the reader", "Capture.Following", "Capture.Reading"),
        new("the session", "Capture"),
    ];

    /// <summary>
    /// The side that needs capabilities, and the side that touches packets: neither knows the other, but for what lies below both.
    /// </summary>
    public static readonly string[] Privileged = ["Capture.Targets", "Capture.Emission", "Capture.Hooks", "Capture.Following"];

    /// <inheritdoc cref="Privileged"/>
    public static readonly string[] Unprivileged =
        ["Capture.Rings", "Capture.Sources", "Capture.Stages", "Capture.Sinks", "Capture.Output", "Capture.Reading"];
}

/// <summary>One floor.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Rooms">Its namespaces.</param>
internal sealed record Floor(string Name, params string[] Rooms);
