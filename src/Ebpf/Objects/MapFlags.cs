namespace Ebpf.Objects;

/// <summary>How a map is made: the BPF_F_ flags of BPF_MAP_CREATE, linux/bpf.h.</summary>
[Flags]
public enum MapFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Allocate entries when they are made (hash tables).</summary>
    NoPreallocation = 1 << 0,

    /// <summary>Honour the NUMA node asked for.</summary>
    NumaNode = 1 << 2,

    /// <summary>User space may only read.</summary>
    ReadOnly = 1 << 3,

    /// <summary>User space may only write.</summary>
    WriteOnly = 1 << 4,

    /// <summary>Programs may only read.</summary>
    ReadOnlyProgram = 1 << 7,

    /// <summary>Programs may only write.</summary>
    WriteOnlyProgram = 1 << 8,

    /// <summary>Values can be mapped into memory (BPF_F_MMAPABLE, arrays, 5.5).</summary>
    Mappable = 1 << 10,

    /// <summary>Perf events stay when their map's opener closes it.</summary>
    PreserveElements = 1 << 11,

    /// <summary>Another size than the first inner map is fine.</summary>
    InnerMap = 1 << 12,
}
