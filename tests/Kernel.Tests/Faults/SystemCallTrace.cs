using System.Text.RegularExpressions;

namespace Kernel.Tests.Faults;

/// <summary>One system call of the main thread, as strace numbers it: the n-th of its name.</summary>
internal sealed record TracedCall(string Name, int Occurrence, string Text)
{
    public override string ToString() => $"{Name} {Occurrence}: {Text}";
}

/// <summary>The system calls of a run from Main on.</summary>
internal static partial class SystemCallTrace
{
    /// <summary>The first thing that Main does (StandardDescriptors.Reserve).</summary>
    private const string Beginning = "fcntl(0, F_GETFL)";

    // Memory, waiting and threads of the runtime's own; and ends, which cannot fail.
    private static readonly HashSet<string> s_passedOver =
    [
        "mmap", "munmap", "mprotect", "madvise", "mremap", "brk", "futex", "clone", "clone3", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
        "sched_yield", "sched_getaffinity", "membarrier", "exit", "exit_group", "restart_syscall", "gettid", "getpid", "getrandom",
        "set_robust_list", "rseq", "sigaltstack", "clock_nanosleep", "prctl", "get_mempolicy", "set_mempolicy",
    ];

    /// <param name="log">What strace -f -o wrote; the main thread's calls come first.</param>
    public static IReadOnlyList<TracedCall> Read(IEnumerable<string> log)
    {
        var calls = new List<TracedCall>();
        var counts = new Dictionary<string, int>();
        string? main = null;
        var hasBegun = false;
        foreach (var line in log)
        {
            if (Call().Match(line) is not { Success: true } match)
                continue;
            main ??= match.Groups["thread"].Value;
            if (match.Groups["thread"].Value != main)
                continue;
            var (name, text) = (match.Groups["name"].Value, match.Groups["text"].Value);
            var occurrence = counts[name] = counts.GetValueOrDefault(name) + 1;
            hasBegun |= text.StartsWith(Beginning, StringComparison.Ordinal);
            // A map of the kernel's is ours, and all other memory the runtime's.
            var isOurs = name == "mmap" ? text.Contains("MAP_SHARED", StringComparison.Ordinal) : !s_passedOver.Contains(name);
            if (hasBegun && isOurs)
                calls.Add(new TracedCall(name, occurrence, text));
        }

        return calls;
    }

    [GeneratedRegex(@"^(?<thread>\d+) +(?<text>(?<name>\w+)\(.*)$")]
    private static partial Regex Call();
}
