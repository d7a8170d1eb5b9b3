using Ebpf.Objects;

namespace Ebpf.Xdp;

/// <summary>
/// Where libxdp pins what a dispatcher runs: BPFFS/xdp/dispatch-IFINDEX-DISPATCHERID/prog0-prog, prog1-prog, … The only source where the
/// kernel does not tell what a program replaces (before Linux 5.13).
/// </summary>
/// <remarks>Places and names are libxdp's, 1.0 to 1.4 (lib/libxdp/libxdp.c). BPFFS is /sys/fs/bpf, or what $LIBXDP_BPFFS says.</remarks>
public static class XdpDispatcherPins
{
    private const string MountVariable = "LIBXDP_BPFFS";
    private const string DefaultMount = "/sys/fs/bpf";

    // `ip netns exec` puts a new /sys over ours, without the BPF file system; in the first process's view it is still there.
    private const string FirstProcessRoot = "/proc/1/root";

    /// <summary>The folder of a dispatcher, whether it is there or not.</summary>
    /// <param name="ifIndex">The interface's index when the dispatcher was attached to it.</param>
    /// <param name="dispatcherId">The dispatcher's program id.</param>
    public static string Folder(int ifIndex, uint dispatcherId)
    {
        string? mount = Environment.GetEnvironmentVariable(MountVariable);
        return $"{(string.IsNullOrEmpty(mount) ? DefaultMount : mount.TrimEnd('/'))}/xdp/dispatch-{ifIndex}-{dispatcherId}";
    }

    // A dispatcher of a kind that is not known may run more than those that are.
    private const int MostSlots = 256;

    /// <summary>Opens the programs that a dispatcher runs, by slot; the caller disposes of them. Empty unless all are there.</summary>
    /// <param name="ifIndex">The interface's index when the dispatcher was attached to it.</param>
    /// <param name="dispatcherId">The dispatcher's program id.</param>
    /// <param name="count">How many programs it runs; null where that is not known: as far as they go.</param>
    /// <exception cref="BpfException">The folder may not be read, here or in the first process's view.</exception>
    public static IReadOnlyList<BpfProgram> Open(int ifIndex, uint dispatcherId, int? count)
    {
        string folder = Folder(ifIndex, dispatcherId);
        IReadOnlyList<BpfProgram> programs = OpenAll(folder, count);
        return programs.Count > 0 ? programs : OpenAll(FirstProcessRoot + folder, count);
    }

    private static IReadOnlyList<BpfProgram> OpenAll(string folder, int? count)
    {
        var programs = new List<BpfProgram>();
        try
        {
            for (int slot = 0; slot < (count ?? MostSlots); slot++)
            {
                if (BpfProgram.TryOpenPinned($"{folder}/{XdpDispatcher.SlotName(slot)}-prog") is not { } program)
                    return count is null ? programs : Closed(programs);
                programs.Add(program);
            }

            return programs;
        }
        catch
        {
            Closed(programs);
            throw;
        }
    }

    private static IReadOnlyList<BpfProgram> Closed(List<BpfProgram> programs)
    {
        programs.ForEach(program => program.Dispose());
        return [];
    }
}
