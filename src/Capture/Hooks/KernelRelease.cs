namespace Capture.Hooks;

/// <summary>The running kernel's release, for wording only: what it can do is found by trying.</summary>
internal static class KernelRelease
{
    private const string Path = "/proc/sys/kernel/osrelease";

    /// <summary>Major and minor number.</summary>
    public static Version Current { get; } = Parse(File.ReadAllText(Path));

    /// <summary>"6.1.0-50-amd64" is 6.1; what cannot be read is taken for new.</summary>
    internal static Version Parse(string release)
    {
        var parts = release.Trim().Split('.', '-', '+', '~');
        return parts.Length >= 2 && int.TryParse(parts[0], out var major) && int.TryParse(parts[1], out var minor)
            ? new Version(major, minor)
            : new Version(int.MaxValue, 0);
    }
}
