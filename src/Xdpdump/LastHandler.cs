using Capture.Output;
using Capture.Reasons;
using Linux;
using Linux.Processes;
using Xdpdump.CommandLine;
using Xdpdump.Sentences;

namespace Xdpdump;

/// <summary>What happens to an exception that nobody else has caught: one line, and status 1, on whichever thread it was.</summary>
internal static class LastHandler
{
    /// <summary>Stands around the threads that Main does not: the runtime would print a stack trace and abort.</summary>
    public static void Install() => AppDomain.CurrentDomain.UnhandledException += static (_, thrown) =>
    {
        var status = thrown.ExceptionObject is Exception failure ? Explain(failure) : 1;
        Messages.Flush();
        ProcessEnd.Exit(status);
    };

    /// <summary>Says why it ends here. Never throws.</summary>
    /// <returns>The exit status.</returns>
    public static int Explain(Exception failure)
    {
        try
        {
            return Messages.Fail(Describe(failure), Messages.ShowDetails ? (failure as CaptureException)?.Detail : null);
        }
        catch (Exception worse)
        {
            return Messages.Fail($"{failure.GetType().Name}, and then {worse.GetType().Name}");
        }
    }

    internal static string Describe(Exception failure) => Cause(failure) switch
    {
        var known and (CaptureException or UsageException or OutputFailedException or SystemCallException) => Sentence.Of(known),
        OutOfMemoryException => $"there is not enough memory{ErrnoAdvice.For(Errno.ENOMEM)}",
        // The framework's own files and threads, as where descriptors have run out.
        var refusal and (IOException or UnauthorizedAccessException) => $"the system refused: {refusal.Message}{AdviceOf(refusal)}",
        var unforeseen => $"this should not have happened: {unforeseen.GetType().Name}: {OneLine(unforeseen.Message)}{Place(unforeseen)}; "
            + "please report it with the command line",
    };

    /// <summary>What the framework wraps in exceptions of its own is told bare.</summary>
    private static Exception Cause(Exception failure)
    {
        while (failure is TypeInitializationException or AggregateException && failure.InnerException is { } inner)
            failure = inner;
        return failure;
    }

    /// <summary>The framework has the kernel's number for it in the exception's HResult.</summary>
    private static string AdviceOf(Exception refusal) => ErrnoAdvice.For(new Errno(refusal.HResult & 0xffff));

    private static string Place(Exception unforeseen) =>
        unforeseen.StackTrace?.Split('\n', 2)[0].Trim() is { Length: > 0 } first ? $" {first}" : "";

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
