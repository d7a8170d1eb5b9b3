using Ebpf.Objects;
using Linux.Processes;

namespace Ebpf.Features;

/// <summary>Kinds and sizes of maps.</summary>
public static class MapFeatures
{
    private static readonly Capability[] s_takes = [Capability.Bpf];

    /// <summary>Arrays that can be mapped into memory (BPF_F_MMAPABLE): Linux 5.5, commit fc9702273e2e.</summary>
    public static KernelFeature MappableArrays { get; } = new(
        "arrays that can be mapped into memory", new Version(5, 5), s_takes,
        () => TryCreate(new MapSpec(MapType.Array, sizeof(uint), sizeof(ulong), 1, MapFlags.Mappable)));

    /// <summary>Ring buffers (BPF_MAP_TYPE_RINGBUF): Linux 5.8, commit 457f44363a88.</summary>
    public static KernelFeature RingBuffers { get; } = new(
        "ring buffers", new Version(5, 8), s_takes,
        () => TryCreate(new MapSpec(MapType.RingBuffer, 0, 0, (uint)Environment.SystemPageSize)));

    /// <summary>
    /// Values of an array that are longer than <see cref="OldLargestValue"/>, which was KMALLOC_MAX_SIZE where pages have 4 KiB: Linux 6.0,
    /// commit 63b8ce77b15e. From then on they may have up to 2 GiB.
    /// </summary>
    public static KernelFeature LargeValues { get; } = new(
        "array values over 4 MiB", new Version(6, 0), s_takes,
        () => TryCreate(new MapSpec(MapType.Array, sizeof(uint), OldLargestValue + sizeof(ulong), 1)));

    /// <summary>Bytes of the longest value of an array before <see cref="LargeValues"/>.</summary>
    public const uint OldLargestValue = 4 << 20;

    private static FeatureSupport TryCreate(MapSpec map)
    {
        BpfMap.Create(map).Dispose();
        return FeatureSupport.Supported;
    }
}
