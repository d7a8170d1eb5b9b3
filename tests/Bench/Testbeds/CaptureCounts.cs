using System.Globalization;
using System.Text.RegularExpressions;

namespace Bench.Testbeds;

/// <summary>What a tool says at its end.</summary>
/// <param name="Captured">Packets that it printed or wrote.</param>
/// <param name="Lost">Packets that its rings had no room for.</param>
internal sealed partial record CaptureCounts(long Captured, long Lost)
{
    /// <summary>Both tools say it in the same words.</summary>
    public static CaptureCounts In(string words) => new(Number(CapturedLine(), words), Number(LostLine(), words));

    private static long Number(Regex line, string words) => line.Match(words) is { Success: true } match
        ? long.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"a capture ended without its counts: {words}");

    [GeneratedRegex(@"(\d+) packets captured")]
    private static partial Regex CapturedLine();

    [GeneratedRegex(@"(\d+) packets dropped")]
    private static partial Regex LostLine();
}
