namespace Linux.Network;

/// <summary>A network interface, as rtnetlink described it at one moment.</summary>
/// <param name="Index">Its ifindex, unique within its network namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="MasterIndex">The ifindex of the bond or bridge it belongs to, or null.</param>
/// <param name="IsUp">Whether it is administratively up.</param>
/// <param name="Mtu">In bytes, without the link-layer header.</param>
/// <param name="Attachments">Its XDP programs, one per mode at most.</param>
public sealed record NetworkInterface(
    int Index, string Name, int? MasterIndex, bool IsUp, uint Mtu, IReadOnlyList<XdpAttachment> Attachments)
{
    /// <summary>The kind of virtual interface, such as "veth" or "bond"; null for hardware.</summary>
    public string? Kind { get; init; }

    /// <summary>The ifindex of the interface it is tied to: a veth's peer, what a VLAN device is on. Null where there is none.</summary>
    public int? LinkIndex { get; init; }

    /// <summary>Whether that one is in another network namespace.</summary>
    public bool IsLinkElsewhere { get; init; }

    /// <summary>What its link layer is: ARPHRD_* of linux/if_arp.h, 1 for Ethernet.</summary>
    public ushort HardwareType { get; init; } = 1;

    /// <summary>Whether it leads to one other end: IFF_POINTOPOINT, as tunnels with a fixed remote end have it.</summary>
    public bool IsPointToPoint { get; init; }
}
