using Linux.Native;

namespace Linux.Processes;

/// <summary>Waiting for what runs in the kernel right now: membarrier(2).</summary>
public static unsafe class MemoryBarrierCall
{
    private const int CommandGlobal = 1; // MEMBARRIER_CMD_GLOBAL

    /// <summary>
    /// Returns once every CPU has passed through a point outside any RCU reader: a BPF program that ran when this was called has
    /// ended, with its stores visible.
    /// </summary>
    /// <returns>False where the kernel refuses it (nohz_full CPUs, or no such call); nothing was waited for then.</returns>
    /// <remarks>Takes milliseconds. Linux 4.3.</remarks>
    public static bool Global() => LibC.SystemCall(SystemCallNumbers.MemoryBarrier, CommandGlobal, null, 0) == 0;
}
