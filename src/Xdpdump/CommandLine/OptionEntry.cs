namespace Xdpdump.CommandLine;

/// <summary>All there is to say about one option.</summary>
/// <param name="Name">The long name, with its dashes.</param>
/// <param name="Letter">The short one, with its dash; null where there is none.</param>
/// <param name="Metavariable">What its value is called; null where it takes none.</param>
/// <param name="Description">A line for --help.</param>
/// <param name="Manual">
/// What the man page says: paragraphs separated by an empty line, <c>*words*</c> in bold, <c>&lt;words&gt;</c> in italics.
/// </param>
/// <param name="Value">What its value may be, for completion.</param>
/// <param name="MayRepeat">Whether it may be given again with another value; one without a value may be anyway.</param>
internal sealed record OptionEntry(
    string Name, string? Letter, string? Metavariable, string Description, string Manual, ValueKind Value, bool MayRepeat)
{
    /// <summary>Its names, the short one first.</summary>
    public IEnumerable<string> Names => Letter is null ? [Name] : [Letter, Name];

    /// <summary>Whether it is given with a value.</summary>
    public bool TakesValue => Metavariable is not null;
}

/// <summary>What an option's value may be, as far as a shell can complete it.</summary>
/// <param name="Source">Where values come from.</param>
/// <param name="Words">Values that are always there.</param>
internal sealed record ValueKind(ValueSource Source, IReadOnlyList<string> Words)
{
    /// <summary>A number, or something else nobody can guess.</summary>
    public static ValueKind Anything { get; } = new(ValueSource.None, []);

    /// <summary>Names of network interfaces, separated by commas.</summary>
    public static ValueKind Interfaces { get; } = new(ValueSource.Interfaces, []);

    /// <summary>A path, or - for standard output.</summary>
    public static ValueKind File { get; } = new(ValueSource.Files, ["-"]);

    /// <summary>A name of a network namespace, or a path.</summary>
    public static ValueKind Namespace { get; } = new(ValueSource.Namespaces, []);

    /// <summary>One of these.</summary>
    public static ValueKind OneOf(params string[] words) => new(ValueSource.None, words);
}

/// <summary>Where a shell finds values.</summary>
internal enum ValueSource
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>/sys/class/net.</summary>
    Interfaces,

    /// <summary>The file system.</summary>
    Files,

    /// <summary>/run/netns, and the file system for paths.</summary>
    Namespaces,
}
