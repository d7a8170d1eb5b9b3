using System.Runtime.InteropServices;

namespace Bench.Testbeds;

/// <summary>
/// What is measured goes before what else the machine does: both the thread that sends and the tools, which inherit it from the thread
/// that starts them.
/// </summary>
internal static partial class Priority
{
    private const int Process = 0, Highest = -20; // PRIO_PROCESS, which is one thread on Linux

    /// <summary>For the calling thread. Where it is refused, as in some containers, all subjects go without it.</summary>
    public static void Raise() => _ = SetPriority(Process, 0, Highest);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    private static partial int SetPriority(int which, int who, int nice);
}
