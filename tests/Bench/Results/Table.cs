using System.Globalization;
using System.Text;

namespace Bench.Results;

/// <summary>The results for people: a line for each row, its subjects' medians, and how they stand to its marks.</summary>
internal static class Table
{
    private const int TitleWidth = 74, ValueWidth = 20;

    public static string Of(IEnumerable<Row> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows.Where(row => row.Subjects.Count > 0))
        {
            text.Append($"{row.Title} [{row.Unit}]".PadRight(TitleWidth));
            foreach (var (subject, samples) in row.Subjects)
                text.Append($"  {subject} {Number(samples.Median)}".PadRight(ValueWidth));
            text.Append('\n');
            foreach (var mark in row.Marks)
            {
                var verdict = mark.IsMetBy(row) switch
                {
                    true => $"{mark.Bound}: met",
                    false => $"{mark.Bound}: MISSED",
                    null => "",
                };
                text.Append(CultureInfo.InvariantCulture, $"    {mark.Name,-24} {mark.ValueOf(row) ?? double.NaN,8:0.###}  {verdict}\n");
            }
        }

        return text.ToString();
    }

    private static string Number(double value) => Math.Abs(value) switch
    {
        >= 1e9 => $"{(value / 1e9).ToString("0.00", CultureInfo.InvariantCulture)} G",
        >= 1e6 => $"{(value / 1e6).ToString("0.00", CultureInfo.InvariantCulture)} M",
        >= 1e4 => $"{(value / 1e3).ToString("0.0", CultureInfo.InvariantCulture)} k",
        _ => value.ToString("0.###", CultureInfo.InvariantCulture),
    };
}
