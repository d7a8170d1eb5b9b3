using System.Globalization;
using System.Text;

namespace Bench.Results;

/// <summary>The results for people: the machine, and for each row its subjects and how they stand to each other, medians and quartiles.</summary>
internal static class Table
{
    private const int NameWidth = 40;

    public static string Of(Machine machine, IEnumerable<Row> rows)
    {
        var text = new StringBuilder().Append(machine).Append("\nMedian (quartiles); what is compared is compared within each turn.\n");
        foreach (var row in rows.Where(row => row.Turns.Count > 0))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{row.Title} [{row.Unit}], {row.Turns.Count} turns{Discarded(row)}\n");
            if (!row.Subjects.Any())
                text.Append("  nothing that nobody interfered with: keep the machine quiet\n");
            foreach (var subject in row.Subjects)
                Line(text, subject, row.Of(subject), "");
            foreach (var mark in row.Marks)
                Line(text, mark.Comparison.Name, mark.Comparison.Of(row.Turns)!.Value, Words(mark, mark.Judge(row.Turns)));
        }

        return text.ToString();
    }

    private static string Discarded(Row row) => row.Discarded == 0 ? "" : $", {row.Discarded} values thrown away that somebody interfered with";

    private static void Line(StringBuilder text, string name, Quartiles values, string verdict) => text.Append(
        $"  {name,-NameWidth}{Number(values.Median),9}  {$"({Number(values.Lower)} … {Number(values.Upper)})",-24}{verdict}".TrimEnd()).Append('\n');

    private static string Words(Mark mark, Verdict verdict) => verdict switch
    {
        Verdict.Met => $"{mark.Bound}: met",
        Verdict.Missed => $"{mark.Bound}: MISSED",
        Verdict.Undecided => $"{mark.Bound}: undecided",
        Verdict.NotMeasurable => $"{mark.Bound}: not measurable here".TrimStart(':', ' '),
        _ => "",
    };

    private static string Number(double value) => Math.Abs(value) switch
    {
        double.PositiveInfinity => "∞",
        >= 1e9 => $"{(value / 1e9).ToString("0.00", CultureInfo.InvariantCulture)} G",
        >= 1e6 => $"{(value / 1e6).ToString("0.00", CultureInfo.InvariantCulture)} M",
        >= 1e4 => $"{(value / 1e3).ToString("0.0", CultureInfo.InvariantCulture)} k",
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
