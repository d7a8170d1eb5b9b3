using Linux.Native;

namespace Linux.Processes;

/// <summary>The capabilities a capture may need, numbered as in linux/capability.h.</summary>
public enum Capability
{
    /// <summary>Attach to interfaces, promiscuous mode.</summary>
    NetAdmin = 12,

    /// <summary>Packet sockets.</summary>
    NetRaw = 13,

    /// <summary>Everything of BPF on kernels before 5.8; walking objects by id on all; entering namespaces.</summary>
    SysAdmin = 21,

    /// <summary>Raising the memory-lock limit.</summary>
    SysResource = 24,

    /// <summary>Kernel addresses in /proc/kallsyms.</summary>
    Syslog = 34,

    /// <summary>Tracing programs, reading kernel memory (5.8).</summary>
    Perfmon = 38,

    /// <summary>Making maps, loading programs (5.8).</summary>
    Bpf = 39,
}

/// <summary>What the calling thread is allowed to do. Each thread has its own set.</summary>
public static unsafe class Capabilities
{
    private const uint Version3 = 0x20080522;

    /// <summary>Whether <paramref name="capability"/> is in the calling thread's effective set: capget(2).</summary>
    /// <exception cref="SystemCallException">The kernel refused to tell.</exception>
    public static bool Has(Capability capability)
    {
        CapabilityHeader header = new() { Version = Version3 };
        CapabilityRecord* records = stackalloc CapabilityRecord[2];
        int result = LibC.GetCapabilities(&header, records);
        Errno error = result < 0 ? Errno.Last : Errno.None;
        if (error.IsError)
            throw new SystemCallException("capget", error);

        int bit = (int)capability;
        return (records[bit / 32].Effective >> (bit % 32) & 1) != 0;
    }
}
