using Ebpf.Features;
using Ebpf.Objects;
using Ebpf.Sys;
using Kernel.Tests.Support;

namespace Kernel.Tests.Features;

/// <summary>The kernels themselves are asked for everything.</summary>
[Trait("Kernels", "all")]
public sealed class KernelFeatureTests
{
    public static TheoryData<string> Names => [.. KernelFeatures.All.Select(one => one.Name)];

    /// <remarks>Distributors bring some features to older kernels: one that is there sooner than it came is no fault.</remarks>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_kernel_has_what_came_before_it(string name)
    {
        var feature = Find(name);
        TestContext.Current.SendDiagnosticMessage("Linux {0}: {1}: {2}", KernelRelease.Current, feature, feature.Support);
        Assert.SkipWhen(feature.Support is FeatureRefused, $"{feature.Support}");
        if (KernelRelease.Current >= feature.Since)
            Assert.Equal(FeatureSupport.Supported, feature.Support);
        else
            Assert.True(feature.Support is FeatureSupported or FeatureUnsupported, $"{feature.Support}");
    }

    /// <summary>The kernels that the tests are run on, and what they do not have.</summary>
    public static TheoryData<string, string[]> Lacks => new()
    {
        {
            "5.10",
            [
                "targets in the info of tracing links", "XDP on packets in several buffers (frags)", "live frames in test runs",
                "array values over 4 MiB", "atomic operations that fetch", "bpf_xdp_get_buff_len in Xdp programs",
                "bpf_xdp_load_bytes in Xdp programs", "bpf_probe_read_kernel in Syscall programs", "bpf_kallsyms_lookup_name in Syscall programs",
            ]
        },
        { "6.1", [] },
        { "6.12", [] },
    };

    [Theory]
    [MemberData(nameof(Lacks))]
    public void Known_kernels_answer_as_they_are_known_to(string release, string[] lacks)
    {
        Assert.SkipUnless(KernelRelease.Current == Version.Parse(release), $"this is Linux {KernelRelease.Current}");
        Assert.Equal(lacks, KernelFeatures.All.Where(one => one.Support is not FeatureSupported).Select(one => one.Name));
    }

    /// <remarks>A link would keep its program.</remarks>
    [Fact]
    public void Asking_leaves_no_program()
    {
        foreach (var feature in KernelFeatures.All)
            Ask(feature);
        Wait.Until(() => !BpfProgram.Ids().Any(IsProbe), "what was asked with to be gone");
    }

    private static bool IsProbe(uint id)
    {
        using var program = BpfProgram.TryOpenById(id);
        return program?.GetInfo().Name == ProbePrograms.Name;
    }

    /// <summary>Asks once more: an answer that is kept would leave nothing anyway.</summary>
    private static void Ask(KernelFeature feature)
    {
        using var kernelItself = BpfSyscall.Replace(BpfSyscall.InvokeKernel);
        Assert.NotNull(feature.Support);
    }

    private static KernelFeature Find(string name) => KernelFeatures.All.Single(one => one.Name == name);
}
