using Capture.Model;
using Capture.Reasons;
using Linux;
using Linux.Network;

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

    /// <summary>Why they may not be; null where tags stay in the packet. To be asked in the interface's network namespace.</summary>
    public static VlanReason? Doubt(NetworkInterface on, XdpMode mode)
    {
        if (DeviceLinkType.Of(on) != LinkTypes.Ethernet)
            return null;
        try
        {
            return (on.Kind, mode) switch
            {
                ("veth", _) => OfPair(on),
                ("bond", not XdpMode.Generic) => OfSlaves(on),
                ({ } kind, not XdpMode.Native) when s_upper.Contains(kind) => new VlanTagsGoneBelow(on.Name),
                _ => OfCard(on),
            };
        }
        catch (SystemCallException failure)
        {
            return new VlanTagsUnknown(on.Name, on.Name, failure.Errno);
        }
    }

    private static VlanReason? OfCard(NetworkInterface on) => Active(on.Name, s_receive) is not { } active
        ? new VlanTagsUnknown(on.Name, on.Name, Error: null)
        : active.Count == 0 ? null : new VlanTagsTakenOff(on.Name, on.Name, active);

    private static VlanReason? OfSlaves(NetworkInterface bond) =>
        NetworkInterfaces.PortsOf(bond.Index).Select(slave => Doubt(slave, XdpMode.Native))
            .FirstOrDefault(doubt => doubt is not null);

    private static VlanReason? OfPair(NetworkInterface veth)
    {
        if (veth.IsLinkElsewhere || veth.LinkIndex is not { } index || NetworkInterfaces.ByIndex(index) is not { } peer)
            return new VlanTagsAtPeer(veth.Name);
        return Active(peer.Name, s_send) is not { } active
            ? new VlanTagsUnknown(veth.Name, peer.Name, Error: null)
            : active.Count == 0 ? null : new VlanTagsTakenOff(veth.Name, peer.Name, active);
    }

    /// <summary>Those in effect, under the words that ethtool takes, and whether it can switch them; null where it is not known.</summary>
    private static List<VlanFeature>? Active(string name, (string Name, string Word)[] wanted)
    {
        if (Ethtool.Features(name) is not { } features)
            return null;
        return [.. from one in wanted from feature in features
                   where feature.Name == one.Name && feature.IsOn select new VlanFeature(one.Word, feature.IsFixed)];
    }
}
