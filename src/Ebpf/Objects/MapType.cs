namespace Ebpf.Objects;

/// <summary>What kind a map is: enum bpf_map_type of linux/bpf.h.</summary>
public enum MapType : uint
{
    /// <summary>None.</summary>
    Unspecified,

    /// <summary>Hash table.</summary>
    Hash,

    /// <summary>Array by u32 index; the one kind that can be mapped into memory.</summary>
    Array,

    /// <summary>Programs to tail-call.</summary>
    ProgramArray,

    /// <summary>Perf events, one per CPU as a rule.</summary>
    PerfEventArray,

    /// <summary>Hash table with a value per CPU.</summary>
    PerCpuHash,

    /// <summary>Array with a value per CPU.</summary>
    PerCpuArray,

    /// <summary>Stack traces by id.</summary>
    StackTrace,

    /// <summary>Cgroups.</summary>
    CgroupArray,

    /// <summary>Hash table that drops the least recently used.</summary>
    LruHash,

    /// <summary>The same with a value per CPU.</summary>
    LruPerCpuHash,

    /// <summary>Longest-prefix match.</summary>
    LongestPrefixTrie,

    /// <summary>Array of maps.</summary>
    ArrayOfMaps,

    /// <summary>Hash table of maps.</summary>
    HashOfMaps,

    /// <summary>Interfaces to redirect to, by u32 index.</summary>
    DeviceMap,

    /// <summary>Sockets by u32 index.</summary>
    SocketMap,

    /// <summary>CPUs to redirect to.</summary>
    CpuMap,

    /// <summary>AF_XDP sockets.</summary>
    XskMap,

    /// <summary>Sockets by key.</summary>
    SocketHash,

    /// <summary>Storage of a cgroup (deprecated).</summary>
    CgroupStorage,

    /// <summary>Sockets of one port.</summary>
    ReuseportSocketArray,

    /// <summary>Storage of a cgroup, with a value per CPU (deprecated).</summary>
    PerCpuCgroupStorage,

    /// <summary>First in, first out; has no keys.</summary>
    Queue,

    /// <summary>Last in, first out; has no keys.</summary>
    Stack,

    /// <summary>Storage of a socket.</summary>
    SocketStorage,

    /// <summary>Interfaces to redirect to, by key.</summary>
    DeviceMapHash,

    /// <summary>A kernel struct of functions.</summary>
    StructOperations,

    /// <summary>A ring to user space (5.8); its descriptor can be polled.</summary>
    RingBuffer,

    /// <summary>Storage of an inode.</summary>
    InodeStorage,

    /// <summary>Storage of a task.</summary>
    TaskStorage,

    /// <summary>Bloom filter; has no keys.</summary>
    BloomFilter,

    /// <summary>A ring from user space.</summary>
    UserRingBuffer,

    /// <summary>Storage of a cgroup.</summary>
    CgroupLocalStorage,

    /// <summary>Memory shared with user space.</summary>
    Arena,
}
