namespace Capture.Hooks;

/// <summary>The kernel's lockdown state: in "confidentiality" no BPF program may read kernel memory, packets included.</summary>
internal static class Lockdown
{
    private const string Path = "/sys/kernel/security/lockdown";

    public static bool KeepsPacketsSecret()
    {
        try
        {
            return IsConfidentiality(File.ReadAllText(Path));
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return false; // not built in, or not for us to see: the capture programs check each read as well
        }
    }

    /// <summary>The file lists all states, the current one in brackets.</summary>
    internal static bool IsConfidentiality(string states) => states.Contains("[confidentiality]", StringComparison.Ordinal);
}
