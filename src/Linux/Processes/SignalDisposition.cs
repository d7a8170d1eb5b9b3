using Linux.Native;

namespace Linux.Processes;

/// <summary>What a signal does before .NET takes it over.</summary>
public static class SignalDisposition
{
    private const nint Default = 0; // SIG_DFL
    private const nint Ignored = 1; // SIG_IGN
    private const nint Failed = -1; // SIG_ERR

    /// <summary>Gives a signal its default action again, should the parent have had it ignored.</summary>
    /// <param name="signal">Its number: SIGINT is 2, SIGTERM 15.</param>
    /// <remarks>
    /// A shell without job control starts background commands with SIGINT ignored. .NET leaves an ignored signal ignored, and
    /// remembers that from the first registration, or the first use of the console's input, on: so this has to be called before
    /// either.
    /// </remarks>
    /// <exception cref="SystemCallException">There is no such signal, or it cannot be changed.</exception>
    public static void ResetToDefault(int signal) => Set(signal, Default);

    /// <summary>Has a signal do nothing; the call that brought it fails then, and says why.</summary>
    /// <param name="signal">Its number: SIGXFSZ is 25.</param>
    /// <exception cref="SystemCallException">There is no such signal, or it cannot be changed.</exception>
    public static void Ignore(int signal) => Set(signal, Ignored);

    private static void Set(int signal, nint handler)
    {
        nint previous = LibC.Signal(signal, handler);
        Errno error = previous == Failed ? Errno.Last : Errno.None;
        if (error.IsError)
            throw new SystemCallException($"signal {signal}", error);
    }
}
