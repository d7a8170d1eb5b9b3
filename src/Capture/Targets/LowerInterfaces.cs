using Linux.Network;

namespace Capture.Targets;

/// <summary>
/// The interfaces that one gets its packets from: what a VLAN or macvlan device is on, a bridge's ports, a bond's slaves, and theirs in
/// turn. XDP programs there see packets first.
/// </summary>
/// <param name="byIndex">Looks an interface up; null where there is none.</param>
/// <param name="portsOf">Those that have a master, by the master's ifindex.</param>
internal sealed class LowerInterfaces(Func<int, NetworkInterface?> byIndex, Func<int, IReadOnlyList<NetworkInterface>> portsOf)
{
    /// <summary>More are not looked at: a bridge may have thousands of ports, and they may have some again.</summary>
    private const int Most = 4096;

    /// <summary>Whose link is the other end, and nothing below.</summary>
    private static readonly string[] s_pairs = ["veth", "netkit", "vxcan"];

    private static readonly string[] s_masters = ["bridge", "bond", "team", "vrf", "hsr", "prp", "openvswitch", "batadv"];

    /// <summary>Whether what an interface is on is in another network namespace.</summary>
    public static bool IsOnOneElsewhere(NetworkInterface on) => on is { LinkIndex: not null, IsLinkElsewhere: true } && !IsPair(on);

    /// <summary>Whether an interface's link is its other end.</summary>
    public static bool IsPair(NetworkInterface on) => s_pairs.Contains(on.Kind);

    /// <summary>
    /// The nearest lower interfaces that have an XDP program, sorted by ifindex. What is below these is not looked for: they are where to
    /// capture.
    /// </summary>
    public IReadOnlyList<NetworkInterface> WithProgram(NetworkInterface on)
    {
        var found = new List<NetworkInterface>();
        var seen = new HashSet<int> { on.Index };
        var toVisit = new Queue<NetworkInterface>([on]);
        while (toVisit.TryDequeue(out var one))
        {
            foreach (var lower in Below(one, isFirst: one.Index == on.Index))
            {
                if (seen.Count >= Most || !seen.Add(lower.Index))
                    continue;
                if (lower.Attachments.Count > 0)
                    found.Add(lower);
                else
                    toVisit.Enqueue(lower);
            }
        }

        return [.. found.OrderBy(one => one.Index)];
    }

    /// <summary>Hardware may have ports too, as Hyper-V's netvsc; that is asked of the captured interface alone.</summary>
    private IEnumerable<NetworkInterface> Below(NetworkInterface one, bool isFirst)
    {
        if (one is { LinkIndex: { } link, IsLinkElsewhere: false } && !IsPair(one) && byIndex(link) is { } parent)
            yield return parent;
        if (!(one.Kind is null ? isFirst : s_masters.Contains(one.Kind)))
            yield break;
        foreach (var port in portsOf(one.Index))
            yield return port;
    }
}
