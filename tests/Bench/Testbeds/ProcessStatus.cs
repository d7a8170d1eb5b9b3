using System.Globalization;

namespace Bench.Testbeds;

/// <summary>What /proc tells of a process and its threads.</summary>
/// <param name="Processor">Time it ran.</param>
/// <param name="WakeUps">How often a thread of it went to sleep by itself, and so was woken.</param>
internal readonly record struct ProcessStatus(TimeSpan Processor, long WakeUps)
{
    public static ProcessStatus Of(int process)
    {
        var tasks = Directory.GetDirectories($"/proc/{process}/task");
        // Nanoseconds it ran, then what it waited: /proc/PID/stat has hundredths of a second, too coarse for a process that is idle.
        var nanoseconds = tasks.Sum(task => long.Parse(File.ReadAllText($"{task}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture));
        var wakeUps = tasks.Sum(task => Number(File.ReadLines($"{task}/status"), "voluntary_ctxt_switches:"));
        return new(TimeSpan.FromMicroseconds(nanoseconds / 1000.0), wakeUps);
    }

    /// <summary>Bytes that are in memory, rings apart: BPF maps and perf buffers are the kernel's, and have names of their own.</summary>
    public static long ResidentWithoutRings(int process)
    {
        long sum = 0;
        var isRing = false;
        foreach (var line in File.ReadLines($"/proc/{process}/smaps"))
        {
            if (line.Contains('-') && line.Split(' ')[0].Contains('-'))
                isRing = line.Contains("anon_inode:", StringComparison.Ordinal);
            else if (!isRing && line.StartsWith("Rss:", StringComparison.Ordinal))
                sum += Number([line], "Rss:") * 1024;
        }

        return sum;
    }

    private static long Number(IEnumerable<string> lines, string field) => long.Parse(
        lines.Single(line => line.StartsWith(field, StringComparison.Ordinal))[field.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
}
