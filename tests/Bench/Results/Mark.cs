using System.Globalization;

namespace Bench.Results;

/// <summary>What a row is judged by: a comparison of its subjects, and the bound that is wanted, if any.</summary>
internal sealed record Mark(Comparison Comparison)
{
    public double? AtLeast { get; init; }

    public double? AtMost { get; init; }

    /// <summary>Whether the worst value that was seen is judged, such as of losses, and not the quartiles.</summary>
    public bool JudgesWorst { get; init; }

    /// <summary>The bound in words; empty where the comparison is told for interest only.</summary>
    public string Bound => AtLeast is { } least ? $"≥ {least.ToString("0.###", CultureInfo.InvariantCulture)}"
        : AtMost is { } most ? $"≤ {most.ToString("0.###", CultureInfo.InvariantCulture)}{(JudgesWorst ? " at worst" : "")}"
        : "";

    public static Mark Difference(string from, string less) => new(Comparison.Difference(from, less));

    public static Mark Ratio(string over, string under) => new(Comparison.Ratio(over, under));

    public static Mark AddedRatio(string over, string under) => new(Comparison.AddedRatio(over, under, Subjects.Bare));

    /// <summary>A subject's own values, by their quartiles.</summary>
    public static Mark Own(string subject) => new(Comparison.Own(subject));

    /// <summary>No value of a subject may be larger.</summary>
    public static Mark Worst(string subject, double atMost) => new(Comparison.Own(subject)) { AtMost = atMost, JudgesWorst = true };

    public Verdict Judge(IReadOnlyCollection<Turn> turns)
    {
        if (Comparison.Of(turns) is not { } quartiles)
            return Verdict.None;
        if (!Comparison.IsMeasurable(turns))
            return Verdict.NotMeasurable;
        if (AtLeast is null && AtMost is null)
            return Verdict.None;
        if (JudgesWorst)
            return turns.All(turn => Comparison.Of([turn]) is not { } value || Holds(value.Median)) ? Verdict.Met : Verdict.Missed;
        return (Holds(quartiles.Lower), Holds(quartiles.Upper)) switch
        {
            (true, true) => Verdict.Met,
            (false, false) => Verdict.Missed,
            _ => Verdict.Undecided,
        };
    }

    private bool Holds(double value) => !(value < AtLeast) && !(value > AtMost);
}
