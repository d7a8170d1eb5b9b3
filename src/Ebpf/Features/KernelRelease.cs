using Linux;

namespace Ebpf.Features;

/// <summary>The running kernel's release: for wording and for tests. What it can do is asked (<see cref="KernelFeature"/>).</summary>
public static class KernelRelease
{
    /// <summary>Major and minor number; beyond any where the kernel does not tell.</summary>
    public static Version Current { get; } = Parse(SystemName.Current.Release);

    /// <summary>"6.1.0-50-amd64" is 6.1; what cannot be read is taken for new.</summary>
    internal static Version Parse(string release)
    {
        var parts = release.Trim().Split('.', '-', '+', '~');
        return parts.Length >= 2 && int.TryParse(parts[0], out var major) && int.TryParse(parts[1], out var minor)
            ? new Version(major, minor)
            : new Version(int.MaxValue, 0);
    }
}
