using System.Globalization;

namespace Bench.Testbeds;

/// <summary>How long a thread could not run though it wanted to: others had its CPU, or the hypervisor had.</summary>
/// <param name="Waited">Nanoseconds it was runnable without running (schedstat).</param>
/// <param name="Stolen">Ticks that the hypervisor took from its CPU (/proc/stat); 0 where it does not tell.</param>
internal readonly record struct Disturbance(long Waited, long Stolen)
{
    /// <summary>The share of a measurement that may be lost to others: none of a short one.</summary>
    private const double Tolerated = 0.01;

    /// <summary>The same of a reader, which is woken all the time and waits a little each time.</summary>
    public const double ToleratedOfReaders = 0.05;

    /// <summary>Of the calling thread, which stays on the CPU that sends.</summary>
    public static Disturbance Now => new(Waiting("/proc/thread-self"), StolenFrom(Testbed.SenderCpu));

    /// <summary>Measures something that takes a time.</summary>
    /// <param name="measure">Gives the value and how long it took.</param>
    /// <returns>Null if somebody interfered.</returns>
    public static double? Undisturbed(Func<(double Value, TimeSpan Elapsed)> measure)
    {
        var before = Now;
        var (value, elapsed) = measure();
        return Now.IsSince(before, elapsed) ? null : value;
    }

    /// <summary>Nanoseconds that a task wanted to run and could not; 0 where the kernel does not count that.</summary>
    public static long Waiting(string task)
    {
        try
        {
            return long.Parse(File.ReadAllText($"{task}/schedstat").Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Whether somebody interfered with what took a time since an earlier state.</summary>
    public bool IsSince(Disturbance earlier, TimeSpan elapsed) =>
        Stolen != earlier.Stolen || Waited - earlier.Waited > elapsed.TotalNanoseconds * Tolerated;

    private static long StolenFrom(int cpu)
    {
        // cpuN user nice system idle iowait irq softirq steal …
        var line = File.ReadLines("/proc/stat").First(line => line.StartsWith($"cpu{cpu} ", StringComparison.Ordinal));
        return long.Parse(line.Split(' ')[8], CultureInfo.InvariantCulture);
    }
}
