using System.Runtime.InteropServices;

namespace Linux.Network;

/// <summary>Reads one RTM_NEWLINK or RTM_DELLINK message: struct ifinfomsg and its attributes (linux/if_link.h, linux/rtnetlink.h).</summary>
internal static class LinkMessage
{
    public const ushort New = 16, Deleted = 17, Get = 18, Set = 19; // RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK, RTM_SETLINK
    public const int IfInfoSize = 16;

    internal const ushort IflaIfName = 3, IflaMaster = 10, IflaExtensionMask = 29, IflaXdp = 43, IflaNamespaceId = 46, IflaAlternativeName = 53;

    private const uint IffUp = 1, IffLoopback = 8, IffPointToPoint = 0x10, IffLowerUp = 0x10000;

    private const ushort IflaAddress = 1, IflaMtu = 4, IflaLink = 5, IflaLinkInfo = 18, IflaReceiveQueues = 32, IflaLinkNamespaceId = 37;
    private const ushort IflaProperties = 52;
    private const ushort IflaNewNamespaceId = 45, IflaNewIfIndex = 49; // IFLA_NEW_NETNSID, IFLA_NEW_IFINDEX
    private const ushort InfoKind = 1; // IFLA_INFO_KIND

    /// <exception cref="InvalidDataException">The message is cut short.</exception>
    public static NetworkInterface Parse(ReadOnlySpan<byte> payload)
    {
        var rest = Attributes(payload);
        var flags = MemoryMarshal.Read<uint>(payload[8..]);
        var name = "";
        int? master = null, link = null, linkNamespace = null;
        string? kind = null;
        byte[] address = [];
        uint mtu = 0;
        uint? queues = null;
        IReadOnlyList<XdpAttachment> attachments = [];
        IReadOnlyList<string> alternatives = [];
        while (NetlinkAttribute.TryTake(ref rest, out var one))
        {
            switch (one.Type)
            {
                case IflaAddress:
                    address = one.Value.ToArray();
                    break;
                case IflaIfName:
                    name = one.Text;
                    break;
                case IflaMtu:
                    mtu = one.Word;
                    break;
                case IflaLink:
                    link = (int)one.Word;
                    break;
                case IflaLinkNamespaceId:
                    linkNamespace = (int)one.Word;
                    break;
                case IflaMaster:
                    master = (int)one.Word;
                    break;
                case IflaLinkInfo:
                    kind = NetlinkAttribute.TryFind(one.Value, InfoKind, out var text) ? text.Text : null;
                    break;
                case IflaReceiveQueues:
                    queues = one.Word;
                    break;
                case IflaXdp:
                    attachments = XdpAttribute.Read(one.Value);
                    break;
                case IflaProperties:
                    // Nothing that is wanted here comes behind it. Older kernels let it outgrow the 16 bits of its length, which then leads
                    // to where nothing begins.
                    alternatives = Names(one.Value);
                    rest = default;
                    break;
            }
        }

        return new NetworkInterface(MemoryMarshal.Read<int>(payload[4..]), name, master, (flags & IffUp) != 0, mtu, attachments)
        {
            AlternativeNames = alternatives,
            Kind = kind,
            HardwareType = MemoryMarshal.Read<ushort>(payload[2..]),
            HardwareAddress = address,
            HasCarrier = (flags & IffLowerUp) != 0,
            IsLoopback = (flags & IffLoopback) != 0,
            IsPointToPoint = (flags & IffPointToPoint) != 0,
            LinkIndex = link is null or 0 ? null : link,
            IsLinkElsewhere = linkNamespace is not null,
            LinkNamespaceId = linkNamespace,
            ReceiveQueues = queues,
        };
    }

    /// <summary>
    /// Whether the message tells all of an interface. Notifications of the same type and group may tell of one port of a bridge only
    /// (family AF_BRIDGE), or of an event in a wireless card, without the attributes.
    /// </summary>
    /// <exception cref="InvalidDataException">The message is cut short.</exception>
    public static bool IsWhole(ReadOnlySpan<byte> payload) =>
        payload.Length >= IfInfoSize && payload[0] == 0 && NetlinkAttribute.TryFind(payload[IfInfoSize..], IflaXdp, out _);

    /// <summary>Where an interface went that leaves its network namespace.</summary>
    /// <param name="payload">Of a RTM_DELLINK message.</param>
    /// <param name="namespaceId">The other namespace's id in this one; -1 where it has none.</param>
    /// <param name="index">Its ifindex there; 0 where the kernel does not tell.</param>
    /// <returns>False if it does not go to another namespace, but ceases to be.</returns>
    /// <exception cref="InvalidDataException">The message is cut short.</exception>
    public static bool IsMove(ReadOnlySpan<byte> payload, out int namespaceId, out int index)
    {
        namespaceId = -1;
        index = 0;
        if (!NetlinkAttribute.TryFind(Attributes(payload), IflaNewNamespaceId, out var id))
            return false;
        namespaceId = (int)id.Word;
        if (NetlinkAttribute.TryFind(Attributes(payload), IflaNewIfIndex, out var there))
            index = (int)there.Word;
        return true;
    }

    private static ReadOnlySpan<byte> Attributes(ReadOnlySpan<byte> payload) => payload.Length >= IfInfoSize
        ? payload[IfInfoSize..]
        : throw new InvalidDataException($"netlink link message: {payload.Length} bytes, expected at least {IfInfoSize}");

    /// <summary>Those that can be read: a list that is cut leaves the interface with its other names.</summary>
    private static List<string> Names(ReadOnlySpan<byte> properties)
    {
        var found = new List<string>();
        while (properties.Length >= NetlinkAttribute.HeaderSize
            && MemoryMarshal.Read<ushort>(properties) is >= NetlinkAttribute.HeaderSize and var length && length <= properties.Length
            && NetlinkAttribute.TryTake(ref properties, out var one))
        {
            if (one.Type == IflaAlternativeName)
                found.Add(one.Text);
        }

        return found;
    }
}
