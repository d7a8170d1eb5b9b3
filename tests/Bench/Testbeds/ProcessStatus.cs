using System.Globalization;

namespace Bench.Testbeds;

/// <summary>What /proc tells of a process and its threads.</summary>
/// <param name="Processor">Time it ran.</param>
/// <param name="WakeUps">How often a thread of it went to sleep by itself, and so was woken.</param>
internal readonly record struct ProcessStatus(TimeSpan Processor, long WakeUps)
{
    public static ProcessStatus operator -(ProcessStatus later, ProcessStatus earlier) =>
        new(later.Processor - earlier.Processor, later.WakeUps - earlier.WakeUps);

    public static ProcessStatus Of(int process)
    {
        var tasks = Directory.GetDirectories($"/proc/{process}/task");
        // Nanoseconds it ran, then what it waited: /proc/PID/stat has hundredths of a second, too coarse for a process that is idle.
        var nanoseconds = tasks.Sum(task => long.Parse(File.ReadAllText($"{task}/schedstat").Split(' ')[0], CultureInfo.InvariantCulture));
        var wakeUps = tasks.Sum(task => Number(File.ReadLines($"{task}/status"), "voluntary_ctxt_switches:"));
        return new(TimeSpan.FromMicroseconds(nanoseconds / 1000.0), wakeUps);
    }

    /// <summary>Bytes that a process has handed to write(2) and its like, /dev/null included; null where the kernel does not count them.</summary>
    public static long? Written(int process)
    {
        var counts = $"/proc/{process}/io";
        return File.Exists(counts) ? Number(File.ReadLines(counts), "wchar:") : null;
    }

    /// <summary>Whether all threads of a process wait for something: none works, or would if it had a CPU.</summary>
    public static bool IsAtRest(int process) => Directory.GetDirectories($"/proc/{process}/task").All(task =>
    {
        // Number (name) state …, and a name may hold anything.
        var words = File.ReadAllText($"{task}/stat");
        return words[words.LastIndexOf(')') + 2] is 'S';
    });

    /// <summary>Nanoseconds that all threads of a process wanted to run and could not.</summary>
    public static long Waiting(int process) => Directory.GetDirectories($"/proc/{process}/task").Sum(Disturbance.Waiting);

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
