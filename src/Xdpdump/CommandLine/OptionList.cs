using System.CommandLine;

namespace Xdpdump.CommandLine;

/// <summary>Gathers options as they are described, in that order.</summary>
internal sealed class OptionList
{
    private readonly List<OptionEntry> _entries = [];

    public IReadOnlyList<OptionEntry> Entries => _entries;

    /// <summary>One that is given or not.</summary>
    public Option<bool> Flag(string name, string? letter, string description, string manual) => Add(
        new Option<bool>(name, Letters(letter)) { Description = description, Arity = ArgumentArity.Zero }, manual, ValueKind.Anything);

    /// <summary>One that takes a value, and is given once.</summary>
    public Option<string> Value(
        string name, string? letter, string metavariable, string description, string manual, ValueKind? kind = null) => Add(
        new Option<string>(name, Letters(letter))
        {
            Description = description,
            HelpName = metavariable,
            Arity = ArgumentArity.ExactlyOne,
        }, manual, kind ?? ValueKind.Anything);

    /// <summary>One that takes a value and may be given again.</summary>
    public Option<string[]> Values(string name, string? letter, string metavariable, string description, string manual, ValueKind kind) =>
        Add(
            new Option<string[]>(name, Letters(letter))
            {
                Description = description,
                HelpName = metavariable,
                Arity = ArgumentArity.OneOrMore,
            }, manual, kind);

    private static string[] Letters(string? letter) => letter is null ? [] : [letter];

    private Option<T> Add<T>(Option<T> option, string manual, ValueKind kind)
    {
        _entries.Add(new OptionEntry(option, manual, kind));
        return option;
    }
}
