using Capture.Model;
using Linux.Files;

namespace Xdpdump;

/// <summary>
/// Everything a person reads that is not a packet: one line each, on standard error. Saying something never fails and never waits, since
/// packets come meanwhile (<see cref="MessageStream"/>). What a terminal would obey in names from outside is spelled out.
/// </summary>
internal static class Messages
{
    /// <summary>How long the end of the program waits for a reader of standard error that does not read.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private static readonly MessageStream s_stream = new(FileDescriptorHandle.StandardError);

    /// <summary>Where it goes; tests listen here.</summary>
    internal static Action<string> Write { get; set; } = s_stream.Write;

    /// <summary>-vv: show verifier logs and listings.</summary>
    public static bool ShowDetails { get; set; }

    /// <summary>Says why it ends here.</summary>
    /// <returns>The exit status.</returns>
    public static int Fail(string message, string? detail = null)
    {
        Write(Shown.Of($"ERROR: {message}") + "\n");
        if (!string.IsNullOrEmpty(detail))
            ShowText(detail);
        return 1;
    }

    public static void Warn(string message) => Write(Shown.Of($"WARNING: {message}") + "\n");

    public static void Say(string message) => Write(Shown.Of(message) + "\n");

    /// <summary>Says what has lines of its own, such as a listing.</summary>
    public static void ShowText(string text) => Write(Shown.Lines(text) + "\n");

    /// <summary>To be called at the very end: gives a slow reader the time to get the rest.</summary>
    public static void Flush() => s_stream.Flush(s_patience);
}
