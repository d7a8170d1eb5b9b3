namespace Capture;

// Where VLAN tags are when a filter asks for them.
internal static partial class CaptureErrors
{
    private const string VlanFilter = "so this filter does not see them and takes such packets for untagged";

    /// <param name="on">Where packets are captured.</param>
    /// <param name="doer">The interface that takes tags off: the same, or a veth's peer.</param>
    /// <param name="active">Its features that do that.</param>
    public static string VlanTagsTakenOff(string on, string doer, IReadOnlyList<(string Word, bool IsFixed)> active)
    {
        var what = on == doer
            ? $"{on} takes VLAN tags off before XDP programs get the packet"
            : $"VLAN tags of packets that come through {on}'s peer {doer} may lie beside the packet, not in it";
        var switches = active.Where(one => !one.IsFixed).Select(one => $"{one.Word} off").ToList();
        return $"{what}, {VlanFilter}; "
            + (switches.Count == 0
                ? $"that cannot be switched off there ({string.Join(", ", Fixed(active))} is fixed)"
                : $"ethtool -K {doer} {string.Join(' ', switches)} leaves them in the packet"
                    + (switches.Count == active.Count ? "" : $", but for those that {string.Join(", ", Fixed(active))} takes, which is fixed"));
    }

    private static IEnumerable<string> Fixed(IEnumerable<(string Word, bool IsFixed)> active) =>
        active.Where(one => one.IsFixed).Select(one => one.Word);

    public static string VlanTagsAtPeer(string on) =>
        $"VLAN tags of packets that come through {on}'s peer may lie beside the packet, not in it, {VlanFilter}; the peer is in another "
        + "network namespace, where ethtool -K PEER txvlan off tx-vlan-stag-hw-insert off leaves them in the packet";

    public static string VlanTagsGoneBelow(string on) =>
        $"packets that {on} gets through other interfaces have lost their VLAN tags before XDP programs in skb mode get them, {VlanFilter}; "
        + "capture on the interface that they come in by";

    public static string VlanTagsUnknown(string on, string reason) =>
        $"it cannot be told if {on} takes VLAN tags off before XDP programs get the packet ({reason}); if it does, this filter does not see "
        + $"them and takes such packets for untagged: see ethtool -k {on}, and ethtool -K {on} rxvlan off leaves them in the packet";
}
