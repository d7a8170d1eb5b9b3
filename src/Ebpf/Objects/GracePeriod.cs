using Linux.Processes;

namespace Ebpf.Objects;

/// <summary>Waits until no run of an unhooked program is under way.</summary>
public static class GracePeriod
{
    /// <summary>Returns when every run that was under way has ended. Takes milliseconds.</summary>
    /// <remarks>
    /// XDP runs inside an RCU read-side section, and membarrier's global command is a grace period. Kernels with
    /// nohz_full CPUs refuse it; there a pause far longer than any run has to do.
    /// </remarks>
    public static void Wait()
    {
        if (!MemoryBarrierCall.Global())
            Thread.Sleep(50);
    }
}
