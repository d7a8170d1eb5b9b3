namespace Xdpdump.Sentences;

/// <summary>What somebody may have meant who typed a name that is not there.</summary>
internal static class Suggestion
{
    /// <summary>Names with fewer letters than this in common at their beginning are not alike for it.</summary>
    private const int LongPrefix = 4;

    /// <summary>More than anybody mistypes; and longer names are not compared letter by letter.</summary>
    private const int MostErrors = 3;

    private const int LongestName = 128;

    /// <summary>Those of the known names that are near, nearest first.</summary>
    /// <param name="typed">Any text of any length.</param>
    /// <param name="known">Any number of names.</param>
    /// <param name="most">How many are worth telling.</param>
    public static IReadOnlyList<string> Near(string typed, IEnumerable<string> known, int most = 5)
    {
        var wanted = Letters(typed);
        if (wanted.Length is 0 or > LongestName)
            return [];
        return [.. known
            .Select(name => (Name: name, Distance: Distance(wanted, Letters(name))))
            .Where(one => one.Distance is not null)
            .OrderBy(one => one.Distance)
            .Take(most)
            .Select(one => one.Name)];
    }

    /// <summary>"a", "a or b", "a, b or c".</summary>
    public static string Or(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}";

    /// <summary>" (did you mean entry?)" where something is near, nothing where nothing is.</summary>
    public static string DidYouMean(string typed, IEnumerable<string> known) =>
        Near(typed, known, most: 3) is { Count: > 0 } near ? $" (did you mean {Or(near)}?)" : "";

    /// <summary>Dashes and capitals make no difference to who mistypes, nor does the id in a program's name@id.</summary>
    private static string Letters(string name) => name.TrimStart('-').Split('@')[0].ToLowerInvariant();

    /// <summary>Null where they are not alike.</summary>
    private static int? Distance(string typed, string name)
    {
        if (name.Length is 0 or > LongestName)
            return null;
        var allowed = Math.Min(MostErrors, (Math.Min(typed.Length, name.Length) + 1) / 3);
        if (Math.Abs(typed.Length - name.Length) <= allowed && Errors(typed, name) is var errors && errors <= allowed)
            return errors;
        var common = typed.AsSpan().CommonPrefixLength(name);
        return common >= LongPrefix || (common == typed.Length && common > 1) ? MostErrors + 1 : null;
    }

    /// <summary>Letters to put in, leave out, replace, or swap with their neighbour.</summary>
    private static int Errors(string a, string b)
    {
        Span<int> twoAbove = stackalloc int[LongestName + 1], above = stackalloc int[LongestName + 1], row = stackalloc int[LongestName + 1];
        for (var j = 0; j <= b.Length; j++)
            above[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(above[j], row[j - 1]) + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], twoAbove[j - 2] + 1);
            }

            above.CopyTo(twoAbove);
            row.CopyTo(above);
        }

        return above[b.Length];
    }
}
