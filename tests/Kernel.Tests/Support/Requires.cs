using System.Globalization;
using Ebpf.Features;

namespace Kernel.Tests.Support;

/// <summary>
/// What a test needs of the kernel, asked as the tool asks. A class marked with the trait <c>Needs=fentry</c> is run where fentry is to be
/// had: natively, or in the VM; so is one marked <c>Needs=freplace</c>. A skip always says why, and a kernel that should have something and
/// does not is a failure.
/// </summary>
internal static class Requires
{
    /// <summary>fentry and fexit on BPF programs.</summary>
    public static void Fentry() => Need(TracingFeatures.Fentry);

    /// <summary>Replacing a program's function by another program, which is how libxdp's dispatcher calls its components.</summary>
    public static void Freplace() => Need(TracingFeatures.Freplace);

    /// <summary>A kernel that refuses fentry to root.</summary>
    public static void FentryForbidden() => Assert.SkipUnless(
        TracingFeatures.Fentry.Support is FeatureRefused { Cause: DeniedByPolicy },
        $"this kernel does not forbid fentry: {TracingFeatures.Fentry.Support}");

    /// <summary>Live frames of test runs.</summary>
    public static void LiveFrames() => Need(XdpFeatures.LiveFrames);

    /// <summary>Packets in several buffers.</summary>
    public static void SeveralBuffers() => Need(XdpFeatures.Fragments);

    /// <summary>A kernel that tells its addresses to nobody without CAP_SYSLOG.</summary>
    public static void SecretAddresses() => Assert.SkipWhen(
        int.Parse(File.ReadAllText("/proc/sys/kernel/perf_event_paranoid"), CultureInfo.InvariantCulture) <= 1,
        "kernel.perf_event_paranoid lets everyone see the kernel's addresses");

    /// <summary>Skips where a kernel is too old for something, or forbids it.</summary>
    public static void Need(KernelFeature feature)
    {
        if (Lack(feature) is { } lack)
            Assert.Skip(lack);
    }

    /// <summary>Whether the kernel has something, where a test goes two ways.</summary>
    public static bool Has(KernelFeature feature) => Lack(feature) is null;

    /// <summary>Why the kernel does not have it; null where it does.</summary>
    private static string? Lack(KernelFeature feature)
    {
        switch (feature.Support)
        {
            case FeatureSupported:
                return null;
            case FeatureRefused refused:
                return $"this kernel refuses {feature.Name}: {refused.Said}";
            case FeatureUnsupported unsupported when KernelRelease.Current < feature.Since:
                return $"Linux {KernelRelease.Current} has no {feature.Name} ({feature.Since}): {unsupported.Said}";
            default:
                Assert.Fail($"Linux {KernelRelease.Current} should have {feature}: {feature.Support}");
                return null;
        }
    }
}
