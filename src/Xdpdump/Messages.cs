using Capture.Model;

namespace Xdpdump;

/// <summary>
/// Everything a person reads that is not a packet: one line each, on standard error. What a terminal would obey is spelled out.
/// </summary>
internal static class Messages
{
    /// <summary>-vv: show verifier logs and listings.</summary>
    public static bool ShowDetails { get; set; }

    /// <summary>Says why it ends here.</summary>
    /// <returns>The exit status.</returns>
    public static int Fail(string message, string? detail = null)
    {
        Console.Error.WriteLine(Shown.Of($"ERROR: {message}"));
        if (!string.IsNullOrEmpty(detail))
            ShowText(detail);
        return 1;
    }

    public static void Warn(string message) => Console.Error.WriteLine(Shown.Of($"WARNING: {message}"));

    public static void Say(string message) => Console.Error.WriteLine(Shown.Of(message));

    /// <summary>Says what has lines of its own, such as a listing.</summary>
    public static void ShowText(string text) => Console.Error.WriteLine(Shown.Lines(text));
}
