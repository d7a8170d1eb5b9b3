namespace Xdpdump.Sentences;

/// <summary>What there is in the place of a name that is not there: all of it where that is little, else what is near.</summary>
internal static class Choice
{
    /// <summary>As many names as fit into a line or two.</summary>
    private const int Few = 10;

    /// <summary>"there are: lo, eth0", or "there are 2000, such as eth0, eth1; xdpdump -D lists all".</summary>
    /// <param name="typed">What is not there.</param>
    /// <param name="known">What there is.</param>
    /// <param name="lister">What lists all, with its verb.</param>
    public static string Of(string typed, IReadOnlyList<string> known, string lister)
    {
        if (known.Count <= Few)
            return $"there are: {string.Join(", ", known)}";
        var near = Suggestion.Near(typed, known);
        return near.Count == 0
            ? $"there are {known.Count} others; {lister} them all"
            : $"did you mean {Suggestion.Or(near)}? {lister} all {known.Count}";
    }

    /// <summary>A few of many names, those that are near first: "a, b and 40 more".</summary>
    public static string Names(string? typed, IReadOnlyList<string> known)
    {
        if (known.Count <= Few)
            return string.Join(", ", known);
        var shown = (typed is null ? [] : Suggestion.Near(typed, known)).Concat(known).Distinct().Take(Few / 2).ToList();
        return $"{string.Join(", ", shown)} and {known.Count - shown.Count} more";
    }
}
