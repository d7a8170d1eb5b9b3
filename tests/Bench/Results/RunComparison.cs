using System.Text.Json;

namespace Bench.Results;

/// <summary>Whether two runs say the same: each median within the other run's quartiles.</summary>
internal static class RunComparison
{
    /// <summary>Prints what does not, and how many do.</summary>
    /// <param name="first">A file that <c>--json</c> wrote.</param>
    /// <param name="second">Another one.</param>
    public static int Print(string first, string second)
    {
        var (earlier, later) = (Read(first), Read(second));
        var common = earlier.Keys.Where(later.ContainsKey).ToList();
        var differ = common.Where(name => !Agree(earlier[name], later[name])).ToList();
        foreach (var name in differ)
            Console.WriteLine($"{name}: {Words(earlier[name])}, then {Words(later[name])}");
        Console.WriteLine($"{common.Count - differ.Count} of {common.Count} medians lie within the other run's quartiles, both ways");
        return 0;
    }

    /// <summary>Whether each median lies within the other's quartiles.</summary>
    public static bool Agree(Quartiles first, Quartiles second) => first.Hold(second.Median) && second.Hold(first.Median);

    private static string Words(Quartiles values) => FormattableString.Invariant($"{values.Median:g4} ({values.Lower:g4} … {values.Upper:g4})");

    /// <summary>Quartiles by row and subject or comparison.</summary>
    private static Dictionary<string, Quartiles> Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var all = new Dictionary<string, Quartiles>();
        foreach (var row in json.RootElement.GetProperty("rows").EnumerateArray())
        {
            var name = row.GetProperty("name").GetString();
            foreach (var subject in row.GetProperty("subjects").EnumerateObject())
                all[$"{name}, {subject.Name}"] = QuartilesIn(subject.Value);
            foreach (var comparison in row.GetProperty("comparisons").EnumerateArray())
            {
                // A subject's own values are there already, and what was not measurable says nothing.
                if (comparison.GetProperty("verdict").GetString() != nameof(Verdict.NotMeasurable))
                    all.TryAdd($"{name}, {comparison.GetProperty("name")}", QuartilesIn(comparison.GetProperty("values")));
            }
        }

        return all;
    }

    private static Quartiles QuartilesIn(JsonElement json)
    {
        double Number(string name) => json.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.PositiveInfinity;
        return new(Number("lower"), Number("median"), Number("upper"), json.GetProperty("count").GetInt32());
    }
}
