using System.Text.Json;

namespace Bench.Results;

/// <summary>
/// Whether two runs say the same: each median within the other run's quartiles. What is measured against something in the same turn is asked
/// for wherever it was measurable; what is measured by itself only where the bare program took the same time in both: else it is the machine
/// that was another, as one is that changes its clock, or shares its cores.
/// </summary>
internal static class RunComparison
{
    /// <summary>Prints what does not, and how many do.</summary>
    /// <param name="first">A file that <c>--json</c> wrote.</param>
    /// <param name="second">Another one.</param>
    public static int Print(string first, string second)
    {
        var (earlier, later) = (Read(first), Read(second));
        List<string> common = [.. earlier.Keys.Where(later.ContainsKey)];
        List<string> moved = [.. common.Where(name => !IsMachineAlike(name, earlier, later))];
        foreach (var name in moved)
            Console.WriteLine($"not compared, since the machine was another: {name}: {Words(earlier[name])}, then {Words(later[name])}");
        foreach (var (what, isPaired) in new[] { ("differences and ratios within a turn", true), ("values by themselves", false) })
        {
            List<string> compared = [.. common.Except(moved).Where(name => earlier[name].IsPaired == isPaired)];
            List<string> differ = [.. compared.Where(name => !Agree(earlier[name].Values, later[name].Values))];
            foreach (var name in differ)
                Console.WriteLine($"{name}: {Words(earlier[name])}, then {Words(later[name])}");
            Console.WriteLine(
                $"{compared.Count - differ.Count} of {compared.Count} {what}: the medians lie within the other run's quartiles, both ways");
        }

        return 0;
    }

    /// <summary>Whether each median lies within the other's quartiles.</summary>
    public static bool Agree(Quartiles first, Quartiles second) => first.Hold(second.Median) && second.Hold(first.Median);

    private static bool IsMachineAlike(string name, Dictionary<string, Figure> earlier, Dictionary<string, Figure> later)
    {
        var bare = Name(earlier[name].Row, Subjects.Bare);
        return earlier[name].IsPaired || !earlier.TryGetValue(bare, out var before) || !later.TryGetValue(bare, out var after)
            || Agree(before.Values, after.Values);
    }

    private static string Name(string row, string what) => $"{row}, {what}";

    private static string Words(Figure figure) => FormattableString.Invariant(
        $"{figure.Values.Median:g4} ({figure.Values.Lower:g4} … {figure.Values.Upper:g4})");

    /// <summary>Quartiles by row and subject or comparison.</summary>
    private static Dictionary<string, Figure> Read(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(file));
        var all = new Dictionary<string, Figure>();
        foreach (var row in json.RootElement.GetProperty("rows").EnumerateArray())
        {
            var name = row.GetProperty("name").GetString()!;
            foreach (var subject in row.GetProperty("subjects").EnumerateObject())
                all[Name(name, subject.Name)] = new(name, QuartilesIn(subject.Value), IsPaired: false);
            foreach (var comparison in row.GetProperty("comparisons").EnumerateArray())
            {
                // A subject's own values are there already, and what was not measurable says nothing.
                if (comparison.GetProperty("verdict").GetString() != nameof(Verdict.NotMeasurable))
                {
                    all.TryAdd(
                        Name(name, comparison.GetProperty("name").GetString()!),
                        new(name, QuartilesIn(comparison.GetProperty("values")), IsPaired: true));
                }
            }
        }

        return all;
    }

    private readonly record struct Figure(string Row, Quartiles Values, bool IsPaired);

    private static Quartiles QuartilesIn(JsonElement json)
    {
        double Number(string name) => json.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : double.PositiveInfinity;
        return new(Number("lower"), Number("median"), Number("upper"), json.GetProperty("count").GetInt32());
    }
}
