using Linux;

namespace Xdpdump.Sentences;

/// <summary>What helps against errors that are the machine's or the session's limits, whatever met them.</summary>
internal static class ErrnoAdvice
{
    private static readonly Errno[] s_known = [Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM];

    /// <summary>The same for somebody else's words that end in the error's, as libpcap's do.</summary>
    public static string For(string said) =>
        For(s_known.FirstOrDefault(error => said.EndsWith(error.Description, StringComparison.OrdinalIgnoreCase)));

    /// <summary>A half-sentence for behind the error, with its semicolon; empty where there is nothing to advise.</summary>
    public static string For(Errno error) =>
        error == Errno.EMFILE ? "; this process may not open more files: raise the limit (ulimit -n), 64 are enough for most captures"
        : error == Errno.ENFILE ? "; the machine has as many open files as it allows (sysctl fs.file-max)"
        : error == Errno.ENOMEM ? "; free some, or raise the limit that is met (ulimit -v, a container's or a service's memory limit)"
        : "";
}
