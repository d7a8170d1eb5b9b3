using Linux;

namespace Ebpf.Objects;

/// <summary>The kernel refused a program or its BTF and said why at length.</summary>
public sealed class VerifierException : BpfException
{
    /// <summary>Reports a refusal.</summary>
    /// <param name="operation">The call and its object.</param>
    /// <param name="errno">The kernel's number for it.</param>
    /// <param name="log">The kernel's words, not empty.</param>
    public VerifierException(string operation, Errno errno, string log)
        : base(operation, errno, $"{operation}: {errno}: {LastMeaningfulLine(log)}")
        => Log = log;

    /// <summary>All the kernel said, lines ended by \n. The last lines tell what it did not like.</summary>
    public string Log { get; }

    /// <summary>The last line before the statistics the verifier closes with.</summary>
    internal static string LastMeaningfulLine(string log)
    {
        string[] lines = log.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string? line = Array.FindLast(lines, static line => !IsStatistics(line));
        return line ?? log.Trim();
    }

    private static bool IsStatistics(string line) =>
        line.StartsWith("processed ", StringComparison.Ordinal)
        || line.StartsWith("verification time ", StringComparison.Ordinal)
        || line.StartsWith("stack depth ", StringComparison.Ordinal);
}
