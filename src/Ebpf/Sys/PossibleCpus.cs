using System.Globalization;

namespace Ebpf.Sys;

/// <summary>The CPUs the kernel has room for: how it sizes per-CPU maps and numbers CPUs, whatever this process may run on.</summary>
public static class PossibleCpus
{
    private const string Path = "/sys/devices/system/cpu/possible";

    private static readonly Lazy<int> LazyCount = new(() => ParseCount(File.ReadAllText(Path)));

    /// <summary>Highest possible CPU number + 1. Does not change while the kernel runs.</summary>
    /// <exception cref="FormatException">The kernel's list cannot be read as one.</exception>
    public static int Count => LazyCount.Value;

    /// <summary>Reads a CPU list, "0-3" or "0,2-5", and gives its highest number + 1.</summary>
    /// <remarks>Format: Documentation/admin-guide/cputopology.rst. Ranges ascend, so the last number is the highest.</remarks>
    internal static int ParseCount(string text)
    {
        ReadOnlySpan<char> list = text.AsSpan().Trim();
        ReadOnlySpan<char> last = list[(list.LastIndexOfAny(',', '-') + 1)..];
        return int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int highest) && highest < int.MaxValue
            ? highest + 1
            : throw new FormatException($"{Path} says '{list}', expected a list such as '0-3'");
    }
}
