namespace Ebpf.Xdp;

/// <summary>
/// What an XDP program says is to become of a packet: <c>enum xdp_action</c> (linux/bpf.h). The kernel takes every other number for
/// <see cref="Aborted"/> (bpf_warn_invalid_xdp_action in net/core/filter.c).
/// </summary>
public enum XdpAction
{
    /// <summary>XDP_ABORTED: dropped, and told by the tracepoint xdp:xdp_exception.</summary>
    Aborted = 0,

    /// <summary>XDP_DROP.</summary>
    Drop = 1,

    /// <summary>XDP_PASS: goes on to the network stack.</summary>
    Pass = 2,

    /// <summary>XDP_TX: goes out by the interface it came in by.</summary>
    Tx = 3,

    /// <summary>XDP_REDIRECT: goes to another interface, CPU or socket.</summary>
    Redirect = 4,
}
