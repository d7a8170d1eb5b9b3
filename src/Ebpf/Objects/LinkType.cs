namespace Ebpf.Objects;

/// <summary>What a link attaches to: enum bpf_link_type of linux/bpf.h.</summary>
public enum LinkType : uint
{
    /// <summary>None.</summary>
    Unspecified,

    /// <summary>A raw tracepoint.</summary>
    RawTracepoint,

    /// <summary>fentry, fexit, tp_btf, or an extension program in another's place.</summary>
    Tracing,

    /// <summary>A cgroup hook.</summary>
    Cgroup,

    /// <summary>An iterator.</summary>
    Iterator,

    /// <summary>A network namespace's hook.</summary>
    NetworkNamespace,

    /// <summary>An interface's XDP hook.</summary>
    Xdp,

    /// <summary>A perf event.</summary>
    PerfEvent,

    /// <summary>Many kprobes.</summary>
    KprobeMulti,

    /// <summary>A kernel struct of functions.</summary>
    StructOperations,

    /// <summary>A netfilter hook.</summary>
    Netfilter,

    /// <summary>An interface's tc hook.</summary>
    Tcx,

    /// <summary>Many uprobes.</summary>
    UprobeMulti,

    /// <summary>A netkit device.</summary>
    Netkit,
}
