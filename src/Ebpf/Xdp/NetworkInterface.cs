namespace Ebpf.Xdp;

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
}
