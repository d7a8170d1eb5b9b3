namespace Bench.Results;

/// <summary>Names of what is measured side by side.</summary>
internal static class Subjects
{
    public const string Bare = "bare", Limit = "limit", Ours = "ours", Theirs = "theirs";

    /// <summary>The same of the revision that <c>--against</c> names.</summary>
    public static string Before(string subject) => subject == Ours ? "before" : $"before {subject}";
}
