using Linux.Processes;

namespace Ebpf.Features;

/// <summary>What decides, besides the errno, what a refusal means: the machine and what this process may do on it.</summary>
/// <param name="Release">The kernel's.</param>
/// <param name="Has">Whether the calling thread has a capability.</param>
/// <param name="TryRaiseMemoryLock">Whether RLIMIT_MEMLOCK may be raised.</param>
/// <param name="IsInUserNamespace">Whether this is known to be another user namespace than the machine's own.</param>
public sealed record HostPrivileges(
    Version Release, Func<Capability, bool> Has, Func<bool> TryRaiseMemoryLock, Func<bool> IsInUserNamespace)
{
    private const string UserNamespace = "/proc/self/ns/user";

    // PROC_USER_INIT_INO of include/linux/proc_ns.h, the same since 3.8.
    private const string InitialUserNamespace = "user:[4026531837]";

    private static readonly Version ChargesCgroup = new(5, 11);

    /// <summary>This machine and this process.</summary>
    public static HostPrivileges Real { get; } =
        new(KernelRelease.Current, Capabilities.Has, MemoryLockLimit.TryRaise, () => IsAnother(UserNamespace));

    /// <summary>Whether this kernel counts BPF memory against RLIMIT_MEMLOCK, where too little of it is EPERM: Linux 5.11 charges it to the
    /// cgroup instead.</summary>
    public bool ChargesMemoryLock => Release < ChargesCgroup;

    /// <summary>Without /proc it is not known; then this is taken for the machine's own.</summary>
    internal static bool IsAnother(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget is { } target && target != InitialUserNamespace;
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
