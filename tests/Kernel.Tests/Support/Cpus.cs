using System.Runtime.InteropServices;

namespace Kernel.Tests.Support;

/// <summary>Which CPU does what.</summary>
internal static partial class Cpus
{
    private static readonly AsyncLocal<int?> s_wanted = new();

    /// <summary>CPUs this process may run on, in ascending order.</summary>
    public static List<int> Allowed()
    {
        const string Name = "Cpus_allowed_list:";
        var list = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Name, StringComparison.Ordinal))[Name.Length..];
        return [.. list.Trim().Split(',').Select(range => range.Split('-').Select(int.Parse).ToArray())
            .SelectMany(range => Enumerable.Range(range[0], range[^1] - range[0] + 1))];
    }

    /// <summary>Starts work on a CPU. What it does inside a <see cref="TestNetwork"/> stays there too.</summary>
    public static Thread Start(int cpu, Action work)
    {
        var thread = new Thread(() =>
        {
            s_wanted.Value = cpu;
            Stay();
            work();
        });
        thread.Start();
        return thread;
    }

    /// <summary>
    /// Brings a thread that was started by work on a CPU there: the runtime gives each new thread all of the process's CPUs, whatever
    /// its parent was held to.
    /// </summary>
    public static void Stay()
    {
        if (s_wanted.Value is { } cpu)
            Pin(cpu);
    }

    private static void Pin(int cpu)
    {
        Span<ulong> mask = stackalloc ulong[16];
        mask[cpu / 64] = 1ul << (cpu % 64);
        if (SetAffinity(0, (nuint)(mask.Length * sizeof(ulong)), ref MemoryMarshal.GetReference(mask)) != 0)
            throw new InvalidOperationException($"sched_setaffinity to CPU {cpu}: errno {Marshal.GetLastPInvokeError()}");
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint size, ref ulong mask);
}
