using System.Globalization;
using System.Text.RegularExpressions;
using Capture.Reasons;
using Ebpf.Objects;

namespace Capture.Hooks;

/// <summary>Which of the verifier's limits a program has met: what it says of a program that is right, but too much for it.</summary>
internal static partial class VerifierLimits
{
    /// <summary>The limit, or null when the refusal has another reason.</summary>
    public static VerifierLimit? Find(BpfException failure)
    {
        var log = (failure as VerifierException)?.Log ?? "";
        if (Walked().Match(log) is { Success: true } walked)
            return new(VerifierLimitKind.Instructions, Limit(walked));
        if (Pending().Match(log) is { Success: true } pending)
            return new(VerifierLimitKind.Jumps, Limit(pending));
        return null;
    }

    /// <summary>The log tells the first number that is too much.</summary>
    private static int Limit(Match match) => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) - 1;

    // "BPF program is too large. Processed 1000001 insn"
    [GeneratedRegex(@"BPF program is too large\. Processed (\d+) insn")]
    private static partial Regex Walked();

    // "The sequence of 8193 jumps is too complex."
    [GeneratedRegex(@"The sequence of (\d+) jumps is too complex")]
    private static partial Regex Pending();
}
