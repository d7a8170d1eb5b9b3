namespace Ebpf.Objects;

/// <summary>What a program is for: enum bpf_prog_type of linux/bpf.h.</summary>
public enum ProgramType : uint
{
    /// <summary>Never loaded.</summary>
    Unspecified,

    /// <summary>Filters a socket's packets.</summary>
    SocketFilter,

    /// <summary>At a kprobe, uprobe or kprobe_multi link.</summary>
    Kprobe,

    /// <summary>tc classifier (BPF_PROG_TYPE_SCHED_CLS).</summary>
    ClassifierAction,

    /// <summary>tc action (BPF_PROG_TYPE_SCHED_ACT).</summary>
    SchedulerAction,

    /// <summary>At a static tracepoint.</summary>
    Tracepoint,

    /// <summary>On received packets, in the driver.</summary>
    Xdp,

    /// <summary>On a perf event's overflow.</summary>
    PerfEvent,

    /// <summary>On a cgroup's packets.</summary>
    CgroupSkb,

    /// <summary>On a cgroup's sockets.</summary>
    CgroupSocket,

    /// <summary>On packets into a lightweight tunnel.</summary>
    LightweightTunnelIn,

    /// <summary>On packets out of a lightweight tunnel.</summary>
    LightweightTunnelOut,

    /// <summary>On packets a lightweight tunnel transmits.</summary>
    LightweightTunnelTransmit,

    /// <summary>On a connection's events.</summary>
    SocketOperations,

    /// <summary>On a sockmap's packets.</summary>
    SocketSkb,

    /// <summary>On a cgroup's access to devices.</summary>
    CgroupDevice,

    /// <summary>On messages to a sockmap's sockets.</summary>
    SocketMessage,

    /// <summary>At a tracepoint, with its raw arguments.</summary>
    RawTracepoint,

    /// <summary>On a cgroup's bind, connect, sendmsg.</summary>
    CgroupSocketAddress,

    /// <summary>On SRv6 segments.</summary>
    LightweightTunnelSeg6Local,

    /// <summary>On infrared signals.</summary>
    LircMode2,

    /// <summary>Selects among sockets of one port.</summary>
    SocketReuseport,

    /// <summary>Dissects packets for the kernel.</summary>
    FlowDissector,

    /// <summary>On a cgroup's access to sysctls.</summary>
    CgroupSysctl,

    /// <summary>A raw tracepoint whose context may be written.</summary>
    RawTracepointWritable,

    /// <summary>On a cgroup's getsockopt and setsockopt.</summary>
    CgroupSocketOption,

    /// <summary>fentry, fexit, tp_btf, iterators: typed arguments by BTF (5.5).</summary>
    Tracing,

    /// <summary>Implements a kernel struct of functions.</summary>
    StructOperations,

    /// <summary>Replaces a function of another program (BPF_PROG_TYPE_EXT), as a libxdp dispatcher's members do.</summary>
    Extension,

    /// <summary>At a security hook (BPF_PROG_TYPE_LSM).</summary>
    SecurityModule,

    /// <summary>Chooses the socket for a packet.</summary>
    SocketLookup,

    /// <summary>Run by BPF_PROG_TEST_RUN; may call bpf(2).</summary>
    Syscall,

    /// <summary>At a netfilter hook.</summary>
    Netfilter,
}
