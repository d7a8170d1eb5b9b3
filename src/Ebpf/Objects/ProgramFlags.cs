namespace Ebpf.Objects;

/// <summary>How a program is loaded: the BPF_F_ flags of BPF_PROG_LOAD, linux/bpf.h.</summary>
[Flags]
public enum ProgramFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Refuse unaligned accesses, as architectures without them would.</summary>
    StrictAlignment = 1 << 0,

    /// <summary>May sleep (some tracing programs, 5.10).</summary>
    Sleepable = 1 << 4,

    /// <summary>Takes XDP packets in several fragments (BPF_F_XDP_HAS_FRAGS, 5.18).</summary>
    XdpHasFragments = 1 << 5,
}
