namespace Bench.Results;

/// <summary>One quantity, measured once a round for each of several subjects: a row of the table.</summary>
/// <param name="name">For programs: "added-64".</param>
/// <param name="title">For people: "time added per packet, 64 B".</param>
/// <param name="unit">Of all its values.</param>
/// <param name="marks">What it is judged by.</param>
internal sealed class Row(string name, string title, string unit, params Mark[] marks)
{
    private readonly OrderedDictionary<string, Samples> _subjects = [];

    public string Name { get; } = name;

    public string Title { get; } = title;

    public string Unit { get; } = unit;

    public IReadOnlyList<Mark> Marks { get; } = marks;

    /// <summary>In the order in which they were first measured.</summary>
    public IReadOnlyDictionary<string, Samples> Subjects => _subjects;

    public Samples? Find(string subject) => _subjects.GetValueOrDefault(subject);

    public void Add(string subject, double value)
    {
        if (!_subjects.TryGetValue(subject, out var samples))
            _subjects.Add(subject, samples = new Samples());
        samples.Add(value);
    }
}
