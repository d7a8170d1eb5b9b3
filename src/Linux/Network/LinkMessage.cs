using System.Runtime.InteropServices;
using System.Text;

namespace Linux.Network;

/// <summary>Reads one RTM_NEWLINK or RTM_DELLINK message: struct ifinfomsg and its attributes (linux/if_link.h, linux/rtnetlink.h).</summary>
internal static class LinkMessage
{
    public const ushort New = 16, Deleted = 17, Get = 18; // RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK
    public const int IfInfoSize = 16;

    private const uint IffUp = 1, IffPointToPoint = 0x10;
    private const ushort NestedFlags = 0xc000; // NLA_F_NESTED, NLA_F_NET_BYTEORDER

    private const ushort IflaIfName = 3, IflaMtu = 4, IflaLink = 5, IflaMaster = 10, IflaLinkInfo = 18, IflaLinkNamespaceId = 37, IflaXdp = 43;
    private const ushort IflaNewNamespaceId = 45, IflaNewIfIndex = 49; // IFLA_NEW_NETNSID, IFLA_NEW_IFINDEX
    private const ushort InfoKind = 1; // IFLA_INFO_KIND

    private const ushort XdpAttached = 2, XdpProgId = 4, XdpDrvProgId = 5, XdpSkbProgId = 6, XdpHwProgId = 7;

    /// <exception cref="InvalidDataException">The message is cut short.</exception>
    public static NetworkInterface Parse(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < IfInfoSize)
            throw new InvalidDataException($"netlink link message: {payload.Length} bytes, expected at least {IfInfoSize}");
        var hardwareType = MemoryMarshal.Read<ushort>(payload[2..]);
        var index = MemoryMarshal.Read<int>(payload[4..]);
        var flags = MemoryMarshal.Read<uint>(payload[8..]);
        var name = "";
        int? master = null, link = null;
        var isLinkElsewhere = false;
        string? kind = null;
        uint mtu = 0;
        IReadOnlyList<XdpAttachment> attachments = [];
        for (var rest = payload[IfInfoSize..]; NextAttribute(ref rest, out var type, out var value);)
        {
            switch (type)
            {
                case IflaIfName:
                    name = Encoding.UTF8.GetString(value.TrimEnd((byte)0));
                    break;
                case IflaMtu:
                    mtu = Word(value);
                    break;
                case IflaLink:
                    link = (int)Word(value);
                    break;
                case IflaLinkNamespaceId:
                    isLinkElsewhere = true;
                    break;
                case IflaMaster:
                    master = (int)Word(value);
                    break;
                case IflaLinkInfo:
                    kind = Kind(value);
                    break;
                case IflaXdp:
                    attachments = Attachments(value);
                    break;
            }
        }

        return new NetworkInterface(index, name, master, (flags & IffUp) != 0, mtu, attachments)
        {
            Kind = kind,
            HardwareType = hardwareType,
            IsPointToPoint = (flags & IffPointToPoint) != 0,
            LinkIndex = link is null or 0 ? null : link,
            IsLinkElsewhere = isLinkElsewhere,
        };
    }

    /// <summary>
    /// Whether the message tells all of an interface. Notifications of the same type and group may tell of one port of a bridge only
    /// (family AF_BRIDGE), or of an event in a wireless card, without the attributes.
    /// </summary>
    /// <exception cref="InvalidDataException">The message is cut short.</exception>
    public static bool IsWhole(ReadOnlySpan<byte> payload) =>
        payload.Length >= IfInfoSize && payload[0] == 0 && Find(payload, IflaXdp, out _);

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
        if (!Find(payload, IflaNewNamespaceId, out var id))
            return false;
        namespaceId = (int)Word(id);
        if (Find(payload, IflaNewIfIndex, out var there))
            index = (int)Word(there);
        return true;
    }

    private static bool Find(ReadOnlySpan<byte> payload, ushort wanted, out ReadOnlySpan<byte> value)
    {
        value = default;
        for (var rest = payload[IfInfoSize..]; NextAttribute(ref rest, out var type, out var found);)
        {
            if (type != wanted)
                continue;
            value = found;
            return true;
        }

        return false;
    }

    private static string? Kind(ReadOnlySpan<byte> nest)
    {
        for (var rest = nest; NextAttribute(ref rest, out var type, out var value);)
        {
            if (type == InfoKind)
                return Encoding.UTF8.GetString(value.TrimEnd((byte)0));
        }

        return null;
    }

    private static List<XdpAttachment> Attachments(ReadOnlySpan<byte> nest)
    {
        var found = new List<XdpAttachment>();
        var mode = XdpMode.Unspecified;
        uint only = 0;
        for (var rest = nest; NextAttribute(ref rest, out var type, out var value);)
        {
            switch (type)
            {
                case XdpAttached:
                    // XDP_ATTACHED_NONE, _DRV, _SKB, _HW; _MULTI lists the programs in the attributes of each mode.
                    // The first four have the numbers of XdpMode.
                    mode = value.Length > 0 && value[0] <= 3 ? (XdpMode)value[0] : XdpMode.Unspecified;
                    break;
                case XdpProgId:
                    only = Word(value);
                    break;
                case XdpDrvProgId:
                    found.Add(new(XdpMode.Native, Word(value)));
                    break;
                case XdpSkbProgId:
                    found.Add(new(XdpMode.Generic, Word(value)));
                    break;
                case XdpHwProgId:
                    found.Add(new(XdpMode.Offloaded, Word(value)));
                    break;
            }
        }

        if (found.Count == 0 && only != 0)
            found.Add(new(mode, only));
        return found;
    }

    /// <summary>struct rtattr: u16 length with header, u16 type, value, padding to 4.</summary>
    private static bool NextAttribute(scoped ref ReadOnlySpan<byte> rest, out ushort type, out ReadOnlySpan<byte> value)
    {
        const int HeaderSize = 4;
        type = 0;
        value = default;
        if (rest.IsEmpty)
            return false;
        if (rest.Length < HeaderSize)
            throw new InvalidDataException($"netlink attribute: {rest.Length} bytes, expected at least {HeaderSize}");
        var length = MemoryMarshal.Read<ushort>(rest);
        if (length < HeaderSize || length > rest.Length)
            throw new InvalidDataException($"netlink attribute: {length} bytes, expected {HeaderSize} to {rest.Length}");
        type = (ushort)(MemoryMarshal.Read<ushort>(rest[2..]) & ~NestedFlags);
        value = rest[HeaderSize..length];
        rest = rest[Math.Min((length + 3) & ~3, rest.Length)..];
        return true;
    }

    private static uint Word(ReadOnlySpan<byte> value) => value.Length >= sizeof(uint)
        ? MemoryMarshal.Read<uint>(value)
        : throw new InvalidDataException($"netlink attribute: a value of {value.Length} bytes, expected {sizeof(uint)}");
}
