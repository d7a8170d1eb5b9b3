namespace ClassicBpf.Translation;

/// <summary>
/// What a filter can ask for beside a packet's bytes: offsets SKF_AD_* of linux/filter.h, and the two places bytes may be counted from.
/// Numbers that have no name here are the kernel's too.
/// </summary>
public enum PacketMetadata : uint
{
    /// <summary>The protocol.</summary>
    Protocol = 0,

    /// <summary>Inbound or outbound.</summary>
    Direction = 4,

    /// <summary>The ifindex.</summary>
    InterfaceIndex = 8,

    /// <summary>A netlink attribute.</summary>
    NetlinkAttribute = 12,

    /// <summary>A netlink attribute within another one.</summary>
    NestedNetlinkAttribute = 16,

    /// <summary>The mark.</summary>
    Mark = 20,

    /// <summary>The queue.</summary>
    Queue = 24,

    /// <summary>The interface's ARPHRD_ number.</summary>
    HardwareType = 28,

    /// <summary>The receive hash.</summary>
    ReceiveHash = 32,

    /// <summary>The processor.</summary>
    Processor = 36,

    /// <summary>An exclusive or of A and X.</summary>
    ExclusiveOr = 40,

    /// <summary>The VLAN tag taken off.</summary>
    VlanTag = 44,

    /// <summary>Whether a VLAN tag was taken off.</summary>
    VlanTagPresent = 48,

    /// <summary>Where the payload begins.</summary>
    PayloadOffset = 52,

    /// <summary>A random number.</summary>
    Random = 56,

    /// <summary>The protocol of the VLAN tag taken off.</summary>
    VlanProtocol = 60,

    /// <summary>Bytes counted from the network header.</summary>
    FromNetworkHeader = uint.MaxValue - 1,

    /// <summary>Bytes counted from the link-layer header.</summary>
    FromLinkLayerHeader = uint.MaxValue,
}
