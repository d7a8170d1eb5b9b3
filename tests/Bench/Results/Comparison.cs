namespace Bench.Results;

/// <summary>How two subjects stand to each other: a value of each turn in which both were measured.</summary>
internal sealed class Comparison
{
    private readonly Func<Turn, double?> _value;

    /// <summary>What must be more than noise, and than zero, for the values to mean anything.</summary>
    private readonly Func<Turn, double?>[] _mustBePositive;

    private Comparison(string name, Func<Turn, double?> value, params Func<Turn, double?>[] mustBePositive) =>
        (Name, _value, _mustBePositive) = (name, value, mustBePositive);

    /// <summary>Such as "theirs : ours".</summary>
    public string Name { get; }

    private bool IsDifference { get; init; }

    /// <summary>By how much one subject's value is larger.</summary>
    public static Comparison Difference(string from, string less)
    {
        var difference = DifferenceOf(from, less);
        return new($"{from} - {less}", difference) { IsDifference = true };
    }

    /// <summary>One subject's value over another's.</summary>
    public static Comparison Ratio(string over, string under) => new($"{over} : {under}", turn => turn[under] is > 0 and var bottom ? turn[over] / bottom : null);

    /// <summary>The same of what each adds to a third one.</summary>
    /// <remarks>
    /// Where the lower one adds nothing in a turn, noise has hidden it: the ratio is beyond all others, not negative. Where that is so
    /// more than now and then, the lower one does not stand out.
    /// </remarks>
    public static Comparison AddedRatio(string over, string under, string to)
    {
        var (top, bottom) = (DifferenceOf(over, to), DifferenceOf(under, to));
        double? Value(Turn turn) => (top(turn), bottom(turn)) switch
        {
            ({ } above, > 0 and var below) => above / below,
            ({ } above, { }) => above > 0 ? double.PositiveInfinity : null,
            _ => null,
        };
        return new($"({over} - {to}) : ({under} - {to})", Value, top, bottom);
    }

    /// <summary>A subject's own values.</summary>
    public static Comparison Own(string subject) => new(subject, turn => turn[subject]);

    /// <summary>Null if it was measured in no turn.</summary>
    public Quartiles? Of(IEnumerable<Turn> turns) => Of(turns, _value);

    /// <summary>Whether noise leaves something to be said.</summary>
    public bool IsMeasurable(IReadOnlyCollection<Turn> turns) =>
        !(IsDifference && Of(turns) is { CrossZero: true }) && _mustBePositive.All(value => Of(turns, value) is { Lower: > 0 });

    private static Func<Turn, double?> DifferenceOf(string from, string less) => turn => turn[from] - turn[less];

    private static Quartiles? Of(IEnumerable<Turn> turns, Func<Turn, double?> value) => Quartiles.Of(turns.Select(value).OfType<double>());
}
