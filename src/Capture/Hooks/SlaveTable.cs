using Capture.Selection;
using Capture.Targets;
using Linux.Network;

namespace Capture.Hooks;

/// <summary>
/// The interfaces that captured ones hand their XDP programs down to, as they were last looked at. The kernel runs the program there, and
/// what a packet says of where it came from is the slave.
/// </summary>
/// <param name="scope">Where the interfaces are.</param>
internal sealed class SlaveTable(NamespaceScope scope)
{
    private readonly Dictionary<int, Dictionary<int, NetworkInterface>> _slaves = [];
    private IReadOnlyList<NetworkInterface>? _listed;

    /// <summary>Takes an interface's slaves in, before capture programs are made for it.</summary>
    /// <returns>Whether those must look slaves up: there are some, or there may be.</returns>
    public bool Track(NetworkInterface on)
    {
        var (came, left) = Look(on);
        if (!TargetDiscovery.HandsDown(on) && Known(on).Count == 0 && came.Count == 0)
            return false;
        foreach (var one in left)
            Remove(on, one);
        foreach (var one in came)
            Add(on, one);
        return true;
    }

    /// <summary>Indexes of the slaves an interface has, as far as is known.</summary>
    public IReadOnlyCollection<int> Of(NetworkInterface master) => Known(master).Keys;

    /// <summary>Whether changes may be such that an interface has other slaves now.</summary>
    public bool MayDiffer(NetworkInterface on, IReadOnlyList<LinkChange> changes) => TargetDiscovery.RunsInDriver(on) && changes.Any(
        change => change.Interface is not { } other || Known(on).ContainsKey(other.Index)
            || (other.MasterIndex is { } master && (master == on.Index || Known(on).ContainsKey(master))));

    /// <summary>Whether an interface is a slave of one that is tracked, or of such a slave.</summary>
    public bool Has(NetworkInterface other) =>
        _slaves.Values.Any(known => known.ContainsKey(other.Index) || (other.MasterIndex is { } master && known.ContainsKey(master)));

    /// <summary>The kernel is asked anew, once for all interfaces that are looked at from now on.</summary>
    public void BeginLook() => _listed = null;

    /// <summary>Compares what slaves an interface has with what is known.</summary>
    /// <exception cref="Linux.SystemCallException">The kernel does not tell.</exception>
    public (IReadOnlyList<NetworkInterface> Came, IReadOnlyList<NetworkInterface> Left) Look(NetworkInterface on)
    {
        var now = TargetDiscovery.RunsInDriver(on) ? TargetDiscovery.Slaves(on, _listed ??= scope.Run(NetworkInterfaces.List)) : [];
        var known = Known(on);
        return (
            [.. now.Where(one => !known.ContainsKey(one.Index))],
            [.. known.Values.Where(one => now.All(there => there.Index != one.Index))]);
    }

    public void Add(NetworkInterface master, NetworkInterface slave) => Known(master)[slave.Index] = slave;

    public void Remove(NetworkInterface master, NetworkInterface slave) => Known(master).Remove(slave.Index);

    private Dictionary<int, NetworkInterface> Known(NetworkInterface master)
    {
        if (!_slaves.TryGetValue(master.Index, out var known))
            _slaves[master.Index] = known = [];
        return known;
    }
}
