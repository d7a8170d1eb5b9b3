using Linux.Processes;

namespace Capture.Hooks;

/// <summary>What decides, besides the errno, what a refusal means: the machine and what this process may do on it.</summary>
/// <param name="Release">The kernel's.</param>
/// <param name="Has">Whether the calling thread has a capability.</param>
/// <param name="TryRaiseMemoryLock">Whether RLIMIT_MEMLOCK may be raised.</param>
internal sealed record Circumstances(Version Release, Func<Capability, bool> Has, Func<bool> TryRaiseMemoryLock)
{
    /// <summary>This machine and this process.</summary>
    public static Circumstances Real { get; } = new(KernelRelease.Current, Capabilities.Has, MemoryLockLimit.TryRaise);
}
