using Linux.Native;

namespace Linux.Processes;

/// <summary>How many CPUs the kernel's masks have room for: from the kernel, not from a file that a container can put another over.</summary>
internal static unsafe class CpuMask
{
    /// <summary>CPUs in one word of a mask.</summary>
    internal const int WordBits = 64;

    private const int MostWords = 1024; // far beyond the 8192 CPUs that any kernel is built for
    private const int UsualWords = 16; // CPU_SETSIZE of sched.h

    /// <summary>
    /// A number no CPU's is as high as, and hardly higher than needed: a multiple of <see cref="WordBits"/>, less than that above the
    /// highest possible CPU's.
    /// </summary>
    /// <remarks>
    /// sched_getaffinity(2), kernel/sched: EINVAL for a mask that is shorter than the kernel's CPU numbers go (nr_cpu_ids), whatever the
    /// process may run on. Where something refuses the call itself: as many as C programs have room for.
    /// </remarks>
    internal static int Bound()
    {
        ulong* mask = stackalloc ulong[MostWords];
        for (int words = 1; words <= MostWords; words++)
        {
            if (LibC.GetAffinity(0, (nuint)words * sizeof(ulong), mask) >= 0)
                return words * WordBits;
            if (Errno.Last != Errno.EINVAL)
                break;
        }

        return UsualWords * WordBits;
    }
}
