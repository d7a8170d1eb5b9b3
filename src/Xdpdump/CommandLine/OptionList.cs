namespace Xdpdump.CommandLine;

/// <summary>Gathers options as they are described, in that order.</summary>
internal sealed class OptionList
{
    private readonly List<OptionEntry> _entries = [];

    public IReadOnlyList<OptionEntry> Entries => _entries;

    /// <summary>One that is given or not.</summary>
    public OptionEntry Flag(string name, string? letter, string description, string manual) =>
        Add(new(name, letter, null, description, manual, ValueKind.Anything, MayRepeat: true));

    /// <summary>One that takes a value, and is given once.</summary>
    public OptionEntry Value(
        string name, string? letter, string metavariable, string description, string manual, ValueKind? kind = null) =>
        Add(new(name, letter, metavariable, description, manual, kind ?? ValueKind.Anything, MayRepeat: false));

    /// <summary>One that takes a value and may be given again.</summary>
    public OptionEntry Values(string name, string? letter, string metavariable, string description, string manual, ValueKind kind) =>
        Add(new(name, letter, metavariable, description, manual, kind, MayRepeat: true));

    private OptionEntry Add(OptionEntry entry)
    {
        _entries.Add(entry);
        return entry;
    }
}
