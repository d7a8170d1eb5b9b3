using System.Diagnostics.CodeAnalysis;
using Linux.Native;

namespace Linux.Processes;

/// <summary>The end of the process, at once.</summary>
public static class ProcessEnd
{
    /// <summary>_exit(2): no handler of the runtime's or the C library's runs any more.</summary>
    /// <param name="status">Of the process.</param>
    [DoesNotReturn]
    public static void Exit(int status)
    {
        LibC.Exit(status);
        throw new System.Diagnostics.UnreachableException();
    }
}
