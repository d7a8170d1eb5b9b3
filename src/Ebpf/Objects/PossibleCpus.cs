using System.Runtime.InteropServices;
using Ebpf.Sys;
using Linux;
using Linux.Processes;

namespace Ebpf.Objects;

/// <summary>
/// The CPUs the kernel has room for: how it sizes per-CPU maps and numbers CPUs, whatever this process may run on, and whatever a container
/// shows of them in /sys.
/// </summary>
public static class PossibleCpus
{
    // A stand-in for the kernel is asked by those who test with it, and never for what is kept.
    private static readonly Lazy<int> LazyCount = new(() =>
    {
        using IDisposable kernelItself = BpfSyscall.Replace(BpfSyscall.InvokeKernel);
        return Find(CpuMask.Bound());
    });

    /// <summary>
    /// Highest possible CPU number + 1, which does not change while the kernel runs; somewhat more where the kernel lets this process ask
    /// no closer. It takes the right to create maps.
    /// </summary>
    public static int Count => LazyCount.Value;

    /// <summary>Looks for the highest possible CPU, from the highest number there can be downward: one word of a mask at most.</summary>
    /// <param name="bound">A number no CPU's is as high as.</param>
    /// <returns>Its number + 1; <paramref name="bound"/> where the kernel does not tell. Too many do no harm: they are never used.</returns>
    internal static int Find(int bound)
    {
        try
        {
            int entries = bound;
            using BpfMap map = CreateMap(ref entries);
            for (int cpu = entries - 1; cpu >= 0; cpu--)
            {
                if (IsPossible(map, cpu))
                    return cpu + 1;
            }
        }
        catch (BpfException)
        {
            // No such maps, or none for this process.
        }

        return bound;
    }

    /// <summary>A CPU map takes no more entries than the kernel is built for (E2BIG), which may be a few less than a whole word.</summary>
    private static BpfMap CreateMap(ref int entries)
    {
        while (true)
        {
            try
            {
                return BpfMap.Create(new MapSpec(MapType.CpuMap, sizeof(uint), sizeof(uint), (uint)entries));
            }
            catch (BpfException failure) when (failure.Errno == Errno.E2BIG && entries > 1)
            {
                entries--;
            }
        }
    }

    /// <summary>
    /// Asks by setting an entry to a queue of no length, which is how an entry is removed, and there is none. The kernel looks first
    /// whether such a CPU is possible (ENODEV): cpu_map_update_elem of kernel/bpf/cpumap.c, Linux 4.15.
    /// </summary>
    private static bool IsPossible(BpfMap map, int cpu)
    {
        ReadOnlySpan<byte> noQueue = stackalloc byte[sizeof(uint)];
        return map.TryUpdate(MemoryMarshal.AsBytes(new ReadOnlySpan<int>(in cpu)), noQueue, Errno.ENODEV);
    }
}
