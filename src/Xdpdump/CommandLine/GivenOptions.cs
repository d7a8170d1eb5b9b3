namespace Xdpdump.CommandLine;

/// <summary>A command line taken apart: the options with their values, and the words that are left.</summary>
internal sealed class GivenOptions
{
    private readonly Dictionary<OptionEntry, List<(string Name, string? Value)>> _given = [];
    private readonly List<string> _words = [];

    /// <summary>What belongs to no option: the filter's words.</summary>
    public IReadOnlyList<string> Words => _words;

    public bool Has(OptionEntry option) => _given.ContainsKey(option);

    /// <summary>How often it was given.</summary>
    public int Times(OptionEntry option) => _given.TryGetValue(option, out var times) ? times.Count : 0;

    /// <summary>Its value, the first one if there are several; null where it was not given.</summary>
    public string? Value(OptionEntry option) => _given.TryGetValue(option, out var times) ? times[0].Value : null;

    /// <summary>All its values, as typed.</summary>
    public IReadOnlyList<string> Values(OptionEntry option) =>
        _given.TryGetValue(option, out var times) ? [.. times.Select(one => one.Value!)] : [];

    /// <summary>The option by the name the user knows it by, -c or --count.</summary>
    public string NameTyped(OptionEntry option) => _given.TryGetValue(option, out var times) ? times[0].Name : option.Name;

    internal void Add(OptionEntry option, string name, string? value)
    {
        if (!_given.TryGetValue(option, out var times))
            _given.Add(option, times = []);
        times.Add((name, value));
    }

    internal void AddWord(string word) => _words.Add(word);
}
