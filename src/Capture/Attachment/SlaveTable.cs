using Capture.Targets;
using Ebpf.Xdp;

namespace Capture.Attachment;

/// <summary>
/// The interfaces that captured ones hand their XDP programs down to, as they were last looked at. The kernel runs the program there, and
/// what a packet says of where it came from is the slave.
/// </summary>
/// <param name="scope">Where the interfaces are.</param>
/// <param name="maps">Capture programs look slaves up there.</param>
internal sealed class SlaveTable(NamespaceScope scope, RingMaps maps)
{
    private readonly Dictionary<int, Dictionary<int, NetworkInterface>> _slaves = [];
    private IReadOnlyList<NetworkInterface>? _listed;

    /// <summary>Takes an interface's slaves in, before capture programs are made for it.</summary>
    /// <returns>Whether those must look slaves up: there are some, or there may be.</returns>
    /// <exception cref="CaptureException">There are too many.</exception>
    public bool Track(NetworkInterface on)
    {
        var (came, left) = Look(on);
        if (!TargetDiscovery.HandsDown(on) && Known(on).Count == 0 && came.Count == 0)
            return false;
        _ = maps.Slaves; // the programs need it, be it empty
        foreach (var one in left)
            Remove(on, one);
        foreach (var one in came)
            Add(on, one);
        return true;
    }

    /// <summary>Whether changes may be such that an interface has other slaves now.</summary>
    public bool MayDiffer(NetworkInterface on, IReadOnlyList<LinkChange> changes) => TargetDiscovery.RunsInDriver(on) && changes.Any(
        change => change.Interface is not { } other || Known(on).ContainsKey(other.Index)
            || (other.MasterIndex is { } master && (master == on.Index || Known(on).ContainsKey(master))));

    /// <summary>The kernel is asked anew, once for all interfaces that are looked at from now on.</summary>
    public void BeginLook() => _listed = null;

    /// <summary>Compares what slaves an interface has with what is known.</summary>
    /// <exception cref="Ebpf.Sys.SystemCallException">The kernel does not tell.</exception>
    public (IReadOnlyList<NetworkInterface> Came, IReadOnlyList<NetworkInterface> Left) Look(NetworkInterface on)
    {
        var now = TargetDiscovery.RunsInDriver(on) ? TargetDiscovery.Slaves(on, _listed ??= scope.Run(NetworkInterfaces.List)) : [];
        var known = Known(on);
        return (
            [.. now.Where(one => !known.ContainsKey(one.Index))],
            [.. known.Values.Where(one => now.All(there => there.Index != one.Index))]);
    }

    /// <exception cref="CaptureException">There are too many; it is known all the same, so that this is said once.</exception>
    public void Add(NetworkInterface master, NetworkInterface slave)
    {
        try
        {
            maps.Slaves.Add(master.Index, slave.Index);
        }
        catch (CaptureException)
        {
            Known(master)[slave.Index] = slave;
            throw;
        }

        Known(master)[slave.Index] = slave;
    }

    public void Remove(NetworkInterface master, NetworkInterface slave)
    {
        maps.Slaves.Remove(master.Index, slave.Index);
        Known(master).Remove(slave.Index);
    }

    private Dictionary<int, NetworkInterface> Known(NetworkInterface master)
    {
        if (!_slaves.TryGetValue(master.Index, out var known))
            _slaves[master.Index] = known = [];
        return known;
    }
}
