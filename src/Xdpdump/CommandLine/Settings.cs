using Ebpf.Xdp;

namespace Xdpdump.CommandLine;

/// <summary>What the user asked for, checked and with defaults filled in.</summary>
internal sealed record Settings
{
    /// <summary>-i: name or ifindex; null where none was given.</summary>
    public string? Interface { get; init; }

    public bool AtEntry { get; init; } = true;

    public bool AtExit { get; init; }

    /// <summary>-s in bytes; 0 is the default length.</summary>
    public uint SnapLength { get; init; }

    /// <summary>-w: a path or "-"; null prints text.</summary>
    public string? Output { get; init; }

    public bool Hex { get; init; }

    public bool LoadXdpProgram { get; init; }

    public XdpMode LoadMode { get; init; } = XdpMode.Native;

    /// <summary>-c: records after which to stop; null is never.</summary>
    public long? Count { get; init; }

    /// <summary>How often -v was given.</summary>
    public int Verbosity { get; init; }

    public bool ShowHelp { get; init; }

    public bool ShowVersion { get; init; }
}
