using System.CommandLine;

namespace Xdpdump.CommandLine;

/// <summary>All there is to say about one option.</summary>
/// <param name="Option">What it is called and takes, with the short description for --help.</param>
/// <param name="Manual">
/// What the man page says: paragraphs separated by an empty line, <c>*words*</c> in bold, <c>&lt;words&gt;</c> in italics.
/// </param>
/// <param name="Value">What its value may be, for completion.</param>
internal sealed record OptionEntry(Option Option, string Manual, ValueKind Value)
{
    /// <summary>Its names, the short one first.</summary>
    public IEnumerable<string> Names => [.. Option.Aliases, Option.Name];

    /// <summary>Whether it is given with a value.</summary>
    public bool TakesValue => Option.Arity.MaximumNumberOfValues > 0;
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
