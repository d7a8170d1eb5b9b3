using Capture.Reasons;

namespace Xdpdump.Sentences;

/// <summary>Where VLAN tags are when a filter asks for them.</summary>
internal static class VlanSentences
{
    private const string VlanFilter = "so this filter does not see them and takes such packets for untagged";

    public static string Of(VlanReason reason) => reason switch
    {
        VlanTagsTakenOff one => Of(one),
        VlanTagsAtPeer one =>
            $"VLAN tags of packets that come through {one.Interface}'s peer may lie beside the packet, not in it, {VlanFilter}; the peer "
            + "is in another network namespace, where ethtool -K PEER txvlan off tx-vlan-stag-hw-insert off leaves them in the packet",
        VlanTagsGoneBelow one =>
            $"packets that {one.Interface} gets through other interfaces have lost their VLAN tags before XDP programs in skb mode get "
            + $"them, {VlanFilter}; capture on the interface that they come in by",
        VlanTagsUnknown one =>
            $"it cannot be told if {one.Interface} takes VLAN tags off before XDP programs get the packet ({Why(one)}); if it does, this "
            + $"filter does not see them and takes such packets for untagged: see ethtool -k {one.Interface}, and ethtool -K "
            + $"{one.Interface} rxvlan off leaves them in the packet",
        _ => throw Sentence.Unknown(reason),
    };

    private static string Of(VlanTagsTakenOff reason)
    {
        var (on, doer, active) = (reason.Interface, reason.Doer, reason.Active);
        var what = on == doer
            ? $"{on} takes VLAN tags off before XDP programs get the packet"
            : $"VLAN tags of packets that come through {on}'s peer {doer} may lie beside the packet, not in it";
        var switches = active.Where(one => !one.IsFixed).Select(one => $"{one.Word} off").ToList();
        return $"{what}, {VlanFilter}; "
            + (switches.Count == 0
                ? $"that cannot be switched off there ({string.Join(", ", Fixed(active))} is fixed)"
                : $"ethtool -K {doer} {string.Join(' ', switches)} leaves them in the packet"
                    + (switches.Count == active.Count ? "" : $", but for those that {string.Join(", ", Fixed(active))} takes, which is "
                    + "fixed"));
    }

    private static IEnumerable<string> Fixed(IEnumerable<VlanFeature> active) => active.Where(one => one.IsFixed).Select(one => one.Word);

    private static string Why(VlanTagsUnknown reason) =>
        reason.Error is { } error ? error.ToString()
        : reason.Asked == reason.Interface ? "its driver does not tell"
        : $"{reason.Asked} does not tell";
}
