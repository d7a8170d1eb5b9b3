namespace Ebpf.Objects;

/// <summary>Where a program is attached: the part of enum bpf_attach_type (linux/bpf.h) that has to do with XDP and tracing.</summary>
public enum AttachType : uint
{
    /// <summary>At a tracepoint with typed arguments (BPF_TRACE_RAW_TP, libbpf's tp_btf).</summary>
    TraceRawTracepoint = 23,

    /// <summary>Before a function (BPF_TRACE_FENTRY).</summary>
    TraceFentry = 24,

    /// <summary>After a function, with its result (BPF_TRACE_FEXIT).</summary>
    TraceFexit = 25,

    /// <summary>After a function, changing its result (BPF_MODIFY_RETURN).</summary>
    ModifyReturn = 26,

    /// <summary>At a security hook (BPF_LSM_MAC).</summary>
    SecurityHook = 27,

    /// <summary>An iterator over kernel objects (BPF_TRACE_ITER).</summary>
    TraceIterator = 28,

    /// <summary>An XDP program in a device map's entry (BPF_XDP_DEVMAP).</summary>
    XdpDeviceMap = 33,

    /// <summary>An XDP program in a CPU map's entry (BPF_XDP_CPUMAP).</summary>
    XdpCpuMap = 35,

    /// <summary>An XDP program on an interface (BPF_XDP).</summary>
    Xdp = 37,
}
