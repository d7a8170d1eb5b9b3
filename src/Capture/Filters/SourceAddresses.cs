using System.Text.RegularExpressions;

namespace Capture.Filters;

/// <summary>Addresses that every packet a filter matches comes from, as far as its words tell (pcap-filter(7)).</summary>
internal static partial class SourceAddresses
{
    private static readonly string[] s_protocols = ["ip", "ip6", "arp", "rarp", "ether"];

    /// <summary>
    /// The words after "src" and "src host" among conditions that all must hold. Where there is an alternative or a negation anywhere,
    /// none is said to be: what is said is right, though it may not be all.
    /// </summary>
    public static IReadOnlyList<string> RequiredBy(string expression)
    {
        List<string> words = [.. Words().Matches(expression).Select(match => match.Value).Where(word => word is not ("(" or ")"))];
        if (words.Exists(word => word is "or" or "||" or "not" or "!"))
            return [];
        var found = new List<string>();
        var condition = new List<string>();
        foreach (var word in words.Append("and"))
        {
            if (word is not ("and" or "&&"))
            {
                condition.Add(word);
                continue;
            }

            if (SourceOf(condition) is { } source)
                found.Add(source);
            condition.Clear();
        }

        return found;
    }

    private static string? SourceOf(List<string> condition)
    {
        var words = condition is [var first, ..] && s_protocols.Contains(first) ? condition[1..] : condition;
        return words switch
        {
            ["src", "host", var host] => host,
            ["src", "net", var net] when net.EndsWith("/32", StringComparison.Ordinal) && !net.Contains(':', StringComparison.Ordinal) => net[..^3],
            ["src", "net", var net] when net.EndsWith("/128", StringComparison.Ordinal) => net[..^4],
            ["src", var host] => host,
            _ => null,
        };
    }

    [GeneratedRegex(@"!=|!|&&|\|\||[()]|[^\s()!&|]+|[&|]")]
    private static partial Regex Words();
}
