namespace Xdpdump;

/// <summary>Everything a person reads that is not a packet: one line each, on standard error.</summary>
internal static class Messages
{
    /// <summary>-vv: show verifier logs and listings.</summary>
    public static bool ShowDetails { get; set; }

    /// <summary>Says why it ends here.</summary>
    /// <returns>The exit status.</returns>
    public static int Fail(string message, string? detail = null)
    {
        Console.Error.WriteLine($"ERROR: {message}");
        if (!string.IsNullOrEmpty(detail))
            Console.Error.WriteLine(detail);
        return 1;
    }

    public static void Warn(string message) => Console.Error.WriteLine($"WARNING: {message}");

    public static void Say(string message) => Console.Error.WriteLine(message);
}
