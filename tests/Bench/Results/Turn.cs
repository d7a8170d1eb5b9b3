namespace Bench.Results;

/// <summary>
/// One value of each subject, taken right after one another: the pairs of a comparison come out of one turn. A subject that somebody
/// interfered with has no value in it.
/// </summary>
internal sealed class Turn
{
    private readonly OrderedDictionary<string, double?> _values = [];

    /// <summary>By subject, in the order in which they were added.</summary>
    public IReadOnlyDictionary<string, double?> Values => _values;

    public double? this[string subject] => _values.GetValueOrDefault(subject);

    public void Add(string subject, double? value) => _values.Add(subject, value);
}
