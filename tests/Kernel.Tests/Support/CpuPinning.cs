using System.Runtime.InteropServices;

namespace Kernel.Tests.Support;

/// <summary>Keeps a test's work on one CPU.</summary>
internal static partial class CpuPinning
{
    /// <summary>Starts work on a thread that, with the threads it starts, stays on the CPU.</summary>
    public static Task On(int cpu, Action work) => Task.Factory.StartNew(
        () =>
        {
            var mask = 1ul << cpu;
            if (SetAffinity(0, sizeof(ulong), in mask) != 0)
                throw new InvalidOperationException($"sched_setaffinity CPU {cpu}: errno {Marshal.GetLastPInvokeError()}");
            work();
        },
        CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint size, in ulong mask);
}
