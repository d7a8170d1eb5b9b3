using Capture.Records;
using Linux.Network;

namespace Capture.Selection;

/// <summary>What to capture.</summary>
public sealed record CaptureOptions
{
    /// <summary>The interfaces, each a name or an ifindex, or several with commas between them; at least one.</summary>
    public required IReadOnlyList<string> Interfaces { get; init; }

    /// <summary>Where the interfaces are: a network namespace, open as long as the capture lasts; null is the calling thread's.</summary>
    public NetworkNamespace? NetworkNamespace { get; init; }

    /// <summary>Programs to capture at, as the user names them; null is each interface's main one.</summary>
    public string? ProgramNames { get; init; }

    /// <summary>Capture packets before the XDP program runs.</summary>
    public bool AtEntry { get; init; } = true;

    /// <summary>Capture packets after the XDP program ran, with the action.</summary>
    public bool AtExit { get; init; }

    /// <summary>Bytes kept of each packet, 1 to <see cref="RingLayout.MaximumSnapLength"/>.</summary>
    public uint SnapLength { get; init; } = RingLayout.MaximumSnapLength;

    /// <summary>
    /// Bytes of ring that each CPU is to have, up to <see cref="RingLayout.MaximumDataSize"/>; rounded up to a power of two and to what the
    /// longest packet takes. 0: as much as a budget of 128 MiB for all CPUs allows.
    /// </summary>
    public uint RingSize { get; init; }

    /// <summary>A file with the kernel's type information (BTF); null is the kernel's own, /sys/kernel/btf/vmlinux.</summary>
    public string? KernelTypesFile { get; init; }

    /// <summary>How many CPUs have a ring, for tests of those that have none; 0: all that are possible.</summary>
    internal int Rings { get; init; }

    /// <summary>Which packets are captured.</summary>
    public PacketSelection Selection { get; init; } = PacketSelection.All;

    /// <summary>Stop after this many records; <see cref="long.MaxValue"/> is never.</summary>
    public long Limit { get; init; } = long.MaxValue;

    /// <summary>Where no XDP program is on the interface, load our own that only captures.</summary>
    public bool LoadXdpProgram { get; init; }

    /// <summary>The mode of <see cref="LoadXdpProgram"/>.</summary>
    public XdpMode LoadMode { get; init; } = XdpMode.Native;

    /// <summary>Have the interfaces receive what is not addressed to them, as long as the capture lasts.</summary>
    public bool Promiscuous { get; init; }

    /// <summary>Wake a sleeping reader for every so many records of a CPU; 0 or 1: for the first.</summary>
    public uint WakeUpEvery { get; init; }

    /// <summary>Keep listings and verifier logs of the capture programs for those who want to see them.</summary>
    public bool KeepVerifierLog { get; init; }
}
