using System.Runtime.InteropServices;

namespace Kernel.Tests.Support;

/// <summary>Which CPU does what.</summary>
internal static partial class Cpus
{
    /// <summary>CPUs this process may run on, in ascending order.</summary>
    public static List<int> Allowed()
    {
        const string Name = "Cpus_allowed_list:";
        var list = File.ReadLines("/proc/self/status").First(line => line.StartsWith(Name, StringComparison.Ordinal))[Name.Length..];
        return [.. list.Trim().Split(',').Select(range => range.Split('-').Select(int.Parse).ToArray())
            .SelectMany(range => Enumerable.Range(range[0], range[^1] - range[0] + 1))];
    }

    /// <summary>Starts work on a CPU. The threads it starts stay there too: they inherit it.</summary>
    public static Thread Start(int cpu, Action work)
    {
        var thread = new Thread(() =>
        {
            Pin(cpu);
            work();
        });
        thread.Start();
        return thread;
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
