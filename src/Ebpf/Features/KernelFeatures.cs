namespace Ebpf.Features;

/// <summary>Everything this project can ask a kernel for.</summary>
public static class KernelFeatures
{
    /// <summary>All of it; none is asked by naming it.</summary>
    public static IReadOnlyList<KernelFeature> All =>
    [
        TracingFeatures.Fentry, TracingFeatures.Freplace, TracingFeatures.LinkTargets,
        XdpFeatures.Fragments, XdpFeatures.LiveFrames, XdpFeatures.Links,
        MapFeatures.MappableArrays, MapFeatures.RingBuffers, MapFeatures.LargeValues,
        ProgramFeatures.FunctionTypes, ProgramFeatures.FetchingAtomics, ProgramFeatures.Compiler,
        KernelTypes.File,
        .. HelperFeatures.All,
    ];
}
