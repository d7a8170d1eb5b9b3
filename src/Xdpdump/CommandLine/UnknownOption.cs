using Xdpdump.Sentences;

namespace Xdpdump.CommandLine;

/// <summary>What is said of an option that there is none of.</summary>
internal static class UnknownOption
{
    /// <param name="name">The option with its dashes.</param>
    /// <param name="known">The names of those there are.</param>
    /// <param name="cluster">The word it stands in together with other letters.</param>
    public static UsageException Of(string name, IReadOnlyCollection<string> known, string? cluster = null)
    {
        var where = cluster is null || cluster == name ? "" : $" in '{cluster}'";
        return ForeignOptions.Advice(name) is { } advice
            ? new UsageException($"unknown option '{name}'{where}: {advice}")
            : new UsageException($"unknown option '{name}'{where}{Hint(name, known)}; {CommandLineParser.SeeHelp}");
    }

    private static string Hint(string name, IReadOnlyCollection<string> known)
    {
        // Of single letters only the other case is near.
        if (name.Length == 2)
            return known.FirstOrDefault(one => one.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } other ? $" (did you mean {other}?)" : "";
        return Suggestion.DidYouMean(name, known.Where(one => one.Length > 2));
    }
}
