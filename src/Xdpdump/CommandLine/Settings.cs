using Capture.Selection;
using Linux.Network;

namespace Xdpdump.CommandLine;

/// <summary>What the user asked for, checked and with defaults filled in.</summary>
internal sealed record Settings
{
    /// <summary>What each -i says: a name or an ifindex, or several with commas between them.</summary>
    public IReadOnlyList<string> Interfaces { get; init; } = [];

    /// <summary>-D: list interfaces in place of capturing.</summary>
    public bool ListInterfaces { get; init; }

    /// <summary>--json: list as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>--netns: a name, path or process id; null is our own network namespace.</summary>
    public string? NetworkNamespace { get; init; }

    /// <summary>-p as typed; null where it was not given.</summary>
    public string? ProgramNames { get; init; }

    public bool AtEntry { get; init; } = true;

    public bool AtExit { get; init; }

    /// <summary>Which packets are captured.</summary>
    public PacketSelection Selection { get; init; } = PacketSelection.All;

    /// <summary>-B in bytes; 0 is automatic.</summary>
    public uint RingSize { get; init; }

    /// <summary>--btf: a file with the kernel's types; null is the kernel's own.</summary>
    public string? KernelTypesFile { get; init; }

    /// <summary>How often -d was given: print the filter, do not capture.</summary>
    public int DumpFilter { get; init; }

    /// <summary>-s in bytes; 0 is the default length.</summary>
    public uint SnapLength { get; init; }

    /// <summary>-w: a path or "-"; null prints text.</summary>
    public string? Output { get; init; }

    public bool Hex { get; init; }

    public bool LoadXdpProgram { get; init; }

    public XdpMode LoadMode { get; init; } = XdpMode.Native;

    /// <summary>-P: promiscuous while capturing.</summary>
    public bool Promiscuous { get; init; }

    /// <summary>--perf-wakeup: packets per wake-up; 0 is automatic.</summary>
    public uint PerfWakeup { get; init; }

    /// <summary>--use-pcap: classic pcap in place of pcapng.</summary>
    public bool UsePcap { get; init; }

    /// <summary>-c: records after which to stop; null is never.</summary>
    public long? Count { get; init; }

    /// <summary>How often -v was given.</summary>
    public int Verbosity { get; init; }

    public bool ShowHelp { get; init; }

    public bool ShowVersion { get; init; }
}
