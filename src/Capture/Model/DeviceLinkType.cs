using Linux.Network;

namespace Capture.Model;

/// <summary>Link types of devices, as the XDP programs there see their packets.</summary>
/// <remarks>
/// Drivers that run XDP programs themselves are Ethernet's. In skb mode the kernel runs them for any device, and shows the packet from
/// where its MAC header is said to begin (netif_receive_generic_xdp in net/core/dev.c). Numbers are ARPHRD_* of linux/if_arp.h
/// and those of https://www.tcpdump.org/linktypes.html. Seen on Linux 6.1: ipip, sit, gre (with a fixed remote end), ip6tnl, ip6gre, WireGuard and tun devices show
/// the inner IP header, without an outer one in front.
/// </remarks>
internal static class DeviceLinkType
{
    private const ushort Gre = 778; // ARPHRD_IPGRE

    // IPsec leaves the Ethernet header of the card in front of the inner packet (skb_mac_header_rebuild), though these devices have none.
    private static readonly string[] s_ipsec = ["vti", "vti6", "xfrm"];

    /// <summary>LINKTYPE_ number; <see cref="LinkTypes.Unknown"/> where it is not known what a packet begins with.</summary>
    public static ushort Of(NetworkInterface on) => on.HardwareType switch
    {
        _ when s_ipsec.Contains(on.Kind) => LinkTypes.Ethernet,
        1 or 772 => LinkTypes.Ethernet, // ETHER, LOOPBACK
        512 or 519 => LinkTypes.RawIp, // PPP, whose header is off by then; RAWIP
        768 or 769 or 776 or Gre or 823 => LinkTypes.RawIp, // TUNNEL, TUNNEL6, SIT, IPGRE, IP6GRE
        825 or 0xfffe => LinkTypes.RawIp, // 6LOWPAN; NONE, as tun and WireGuard have it
        513 => 104, // CISCO: C_HDLC
        801 => 105, // IEEE80211: IEEE802_11
        802 => 119, // IEEE80211_PRISM: PRISM_HEADER
        803 => 127, // IEEE80211_RADIOTAP: IEEE802_11_RADIO
        804 => 230, // IEEE802154: IEEE802_15_4_NOFCS
        _ => LinkTypes.Unknown,
    };

    /// <summary>
    /// Whether packets may begin with the header of the tunnel that they came by, and not with their own: ipgre_rcv leaves it there where a
    /// GRE tunnel has no fixed remote end (net/ipv4/ip_gre.c).
    /// </summary>
    public static bool MayShowOuterHeader(NetworkInterface on) => on is { HardwareType: Gre, IsPointToPoint: false };
}
