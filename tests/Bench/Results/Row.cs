namespace Bench.Results;

/// <summary>One quantity, measured for several subjects in turns: a row of the table.</summary>
/// <param name="name">For programs: "added-64".</param>
/// <param name="title">For people: "time of a packet, 64 B".</param>
/// <param name="unit">Of all its values.</param>
/// <param name="marks">What it is judged by.</param>
internal sealed class Row(string name, string title, string unit, params Mark[] marks)
{
    private readonly List<Turn> _turns = [];

    public string Name { get; } = name;

    public string Title { get; } = title;

    public string Unit { get; } = unit;

    public IReadOnlyList<Turn> Turns => _turns;

    /// <summary>Values that were thrown away because somebody interfered; most could be measured again within the turn.</summary>
    public int Discarded { get; private set; }

    /// <summary>Of which there is a value, in the order in which they were first added.</summary>
    public IEnumerable<string> Subjects =>
        _turns.SelectMany(turn => turn.Values.Keys).Distinct().Where(subject => _turns.Any(turn => turn[subject] is not null));

    /// <summary>Those of which there are pairs: the row's own, and how each subject stands to the same one of an earlier revision.</summary>
    public IEnumerable<Mark> Marks
    {
        get
        {
            var subjects = Subjects.ToHashSet();
            var before = Subjects.Where(subject => subjects.Contains(Results.Subjects.Before(subject)));
            return marks.Concat(before.SelectMany(Against)).Where(mark => mark.Comparison.Of(_turns) is not null);
        }
    }

    public Quartiles Of(string subject) => Comparison.Own(subject).Of(_turns)!.Value;

    public void Add(Turn turn, int discarded = 0)
    {
        _turns.Add(turn);
        Discarded += discarded;
    }

    /// <summary>Adds a turn of what has no noise to be thrown away, such as counts.</summary>
    public void Add<T>(IReadOnlyDictionary<string, T> measured, Func<T, double> value)
    {
        var turn = new Turn();
        foreach (var (subject, of) in measured)
            turn.Add(subject, value(of));
        Add(turn);
    }

    private static Mark[] Against(string subject) =>
        [Mark.Difference(subject, Results.Subjects.Before(subject)), Mark.Ratio(subject, Results.Subjects.Before(subject))];
}
