namespace Kernel.Tests.Support;

/// <summary>
/// Whether the public xdpdump captures. It says that it is listening before it opens its rings, some 50 ms before in an emulated
/// machine, and what comes between the two it does not get; afterwards it waits for packets in epoll_wait(2).
/// </summary>
internal static class EpollWait
{
    /// <summary>The call's number on x86_64, as proc_pid_syscall(5) begins with it.</summary>
    private const string Call = "232 ";

    /// <summary>Whether a process is in it.</summary>
    public static bool IsIn(int processId) => File.ReadAllText($"/proc/{processId}/syscall").StartsWith(Call, StringComparison.Ordinal);
}
