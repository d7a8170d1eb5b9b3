namespace Ebpf.Objects;

/// <summary>What the kernel tells of a map: struct bpf_map_info of linux/bpf.h.</summary>
public sealed record MapInfo
{
    /// <summary>Number among all maps.</summary>
    public required uint Id { get; init; }

    /// <summary>Its kind.</summary>
    public required MapType Type { get; init; }

    /// <summary>Bytes of a key.</summary>
    public required uint KeySize { get; init; }

    /// <summary>Bytes of a value (of one CPU's, where each has its own).</summary>
    public required uint ValueSize { get; init; }

    /// <summary>How many entries it has or may have; a ring buffer's bytes.</summary>
    public required uint MaxEntries { get; init; }

    /// <summary>How it was made.</summary>
    public required MapFlags Flags { get; init; }

    /// <summary>Its name, at most 15 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Id of its BTF; 0 if none.</summary>
    public uint BtfId { get; init; }

    /// <summary>The interface it is offloaded to; 0 if none.</summary>
    public uint OffloadIfIndex { get; init; }
}
