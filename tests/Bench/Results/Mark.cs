using System.Globalization;

namespace Bench.Results;

/// <summary>What a row is judged by: a subject's value, or the ratio of two subjects' medians.</summary>
internal sealed record Mark
{
    private readonly Func<Row, double?> _value;

    private Mark(string name, Func<Row, double?> value) => (Name, _value) = (name, value);

    /// <summary>Such as "theirs : ours".</summary>
    public string Name { get; }

    public double? AtLeast { get; init; }

    public double? AtMost { get; init; }

    /// <summary>The bound in words; empty where the value is told for interest only.</summary>
    public string Bound => AtLeast is { } least ? $"≥ {least.ToString("0.###", CultureInfo.InvariantCulture)}"
        : AtMost is { } most ? $"≤ {most.ToString("0.###", CultureInfo.InvariantCulture)}"
        : "";

    /// <summary>One subject's median over another's.</summary>
    public static Mark Ratio(string over, string under) => new(
        $"{over} : {under}", row => row.Find(over)?.Median is { } top && row.Find(under)?.Median is { } bottom ? top / bottom : null);

    /// <summary>The worst that was seen of a subject: its largest value.</summary>
    public static Mark Largest(string subject) => new($"{subject}, worst", row => row.Find(subject)?.Max);

    /// <summary>A subject's median.</summary>
    public static Mark Median(string subject) => new(subject, row => row.Find(subject)?.Median);

    /// <summary>Null where the subjects were not measured.</summary>
    public double? ValueOf(Row row) => _value(row);

    /// <summary>Whether the bound holds; null where there is none, or no value.</summary>
    public bool? IsMetBy(Row row)
    {
        if ((AtLeast ?? AtMost) is null || ValueOf(row) is not { } value)
            return null;
        return !(value < AtLeast) && !(value > AtMost);
    }
}
