namespace Ebpf.Xdp;

/// <summary>The names of XDP programs' actions.</summary>
public static class XdpActionNames
{
    /// <summary>As linux/bpf.h has them, less their prefix XDP_; by number.</summary>
    public static IReadOnlyList<string> All { get; } = ["ABORTED", "DROP", "PASS", "TX", "REDIRECT"];
}
