using Ebpf.Sys;
using Ebpf.Xdp;

namespace Capture.Targets;

/// <summary>Whether VLAN tags are still in a packet when an XDP program sees it, or were taken off and lie beside it.</summary>
/// <remarks>
/// A card may take tags off before anything sees the packet. A veth hands on what its peer was given: the stack leaves tags beside the
/// packet where the peer says that it puts them in itself. And in skb mode whatever an interface gets through another one, as a
/// bridge does, has passed the place where the kernel takes them off (__netif_receive_skb_core in net/core/dev.c).
/// </remarks>
internal static class VlanTags
{
    // The kernel's names: what ethtool calls rxvlan and txvlan, and the same for 802.1ad.
    private static readonly (string Name, string Word)[]
        s_receive = [("rx-vlan-hw-parse", "rxvlan"), ("rx-vlan-stag-hw-parse", "rx-vlan-stag-hw-parse")],
        s_send = [("tx-vlan-hw-insert", "txvlan"), ("tx-vlan-stag-hw-insert", "tx-vlan-stag-hw-insert")];

    private static readonly string[] s_upper = ["bridge", "bond", "team", "macvlan", "ipvlan", "openvswitch"];

    /// <summary>A sentence for the user; null where tags stay in the packet. To be asked in the interface's network namespace.</summary>
    public static string? Doubt(NetworkInterface on, XdpMode mode)
    {
        if (DeviceLinkType.Of(on) != LinkTypes.Ethernet)
            return null;
        try
        {
            return (on.Kind, mode) switch
            {
                ("veth", _) => OfPair(on),
                ("bond", not XdpMode.Generic) => OfSlaves(on),
                ({ } kind, not XdpMode.Native) when s_upper.Contains(kind) => CaptureErrors.VlanTagsGoneBelow(on.Name),
                _ => OfCard(on),
            };
        }
        catch (SystemCallException failure)
        {
            return CaptureErrors.VlanTagsUnknown(on.Name, failure.Errno.ToString());
        }
    }

    private static string? OfCard(NetworkInterface on) => Active(on.Name, s_receive) is not { } active
        ? CaptureErrors.VlanTagsUnknown(on.Name, "its driver does not tell")
        : active.Count == 0 ? null : CaptureErrors.VlanTagsTakenOff(on.Name, on.Name, active);

    private static string? OfSlaves(NetworkInterface bond) =>
        NetworkInterfaces.List().Where(one => one.MasterIndex == bond.Index).Select(slave => Doubt(slave, XdpMode.Native))
            .FirstOrDefault(doubt => doubt is not null);

    private static string? OfPair(NetworkInterface veth)
    {
        if (veth.IsLinkElsewhere || veth.LinkIndex is not { } index || NetworkInterfaces.ByIndex(index) is not { } peer)
            return CaptureErrors.VlanTagsAtPeer(veth.Name);
        return Active(peer.Name, s_send) is not { } active
            ? CaptureErrors.VlanTagsUnknown(veth.Name, $"{peer.Name} does not tell")
            : active.Count == 0 ? null : CaptureErrors.VlanTagsTakenOff(veth.Name, peer.Name, active);
    }

    /// <summary>Those in effect, under the words that ethtool takes, and whether it can switch them; null where it is not known.</summary>
    private static List<(string Word, bool IsFixed)>? Active(string name, (string Name, string Word)[] wanted)
    {
        if (Ethtool.Features(name) is not { } features)
            return null;
        return [.. from one in wanted from feature in features
                   where feature.Name == one.Name && feature.IsOn select (one.Word, feature.IsFixed)];
    }
}
