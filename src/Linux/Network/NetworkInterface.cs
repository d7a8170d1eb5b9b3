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
    private const ushort Ethernet = 1; // ARPHRD_ETHER

    /// <summary>Its other names (ip-link(8), "property add … altname"), as good as the one; up to 127 bytes each.</summary>
    public IReadOnlyList<string> AlternativeNames { get; init; } = [];

    /// <summary>The kind of virtual interface, such as "veth" or "bond"; null for hardware.</summary>
    public string? Kind { get; init; }

    /// <summary>The ifindex of the interface it is tied to: a veth's peer, what a VLAN device is on. Null where there is none.</summary>
    public int? LinkIndex { get; init; }

    /// <summary>Whether that one is in another network namespace.</summary>
    public bool IsLinkElsewhere { get; init; }

    /// <summary>The id of that namespace in this one (ip-netns(8), "list-id"); null where it is this one. It may have none: -1.</summary>
    public int? LinkNamespaceId { get; init; }

    /// <summary>What its link layer is: ARPHRD_* of linux/if_arp.h, 1 for Ethernet.</summary>
    public ushort HardwareType { get; init; } = Ethernet;

    /// <summary>Whether its link layer is Ethernet's, as that of most devices is that have one.</summary>
    public bool IsEthernet => HardwareType == Ethernet;

    /// <summary>Its address on the link layer: of Ethernet 6 bytes. Empty where it has none.</summary>
    public IReadOnlyList<byte> HardwareAddress { get; init; } = [];

    /// <summary>Whether there is someone at the other end, as far as its driver knows; false of one that is down.</summary>
    public bool HasCarrier { get; init; } = true;

    /// <summary>Whether it leads back to this machine: IFF_LOOPBACK.</summary>
    public bool IsLoopback { get; init; }

    /// <summary>Whether it leads to one other end: IFF_POINTOPOINT, as tunnels with a fixed remote end have it.</summary>
    public bool IsPointToPoint { get; init; }

    /// <summary>How many receive queues it can have, of which not all need be in use; null where the kernel does not tell.</summary>
    public uint? ReceiveQueues { get; init; }
}
