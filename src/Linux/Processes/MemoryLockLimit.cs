using Linux.Native;

namespace Linux.Processes;

/// <summary>The process's limit of locked memory, which kernels before 5.11 charge BPF maps and programs to.</summary>
public static unsafe class MemoryLockLimit
{
    /// <summary>Lifts RLIMIT_MEMLOCK.</summary>
    /// <returns>
    /// False where it may not be lifted (no CAP_SYS_RESOURCE). That is fatal only on old kernels, and there only if the limit is too low:
    /// maps and programs are then refused with EPERM.
    /// </returns>
    public static bool TryRaise()
    {
        ResourceLimit unlimited = new() { Soft = ulong.MaxValue, Hard = ulong.MaxValue };
        return LibC.SetResourceLimit(LibC.RLIMIT_MEMLOCK, &unlimited) == 0;
    }
}
