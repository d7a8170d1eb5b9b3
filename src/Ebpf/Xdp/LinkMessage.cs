using System.Runtime.InteropServices;
using System.Text;

namespace Ebpf.Xdp;

/// <summary>Reads one RTM_NEWLINK message: struct ifinfomsg and its attributes (linux/if_link.h, linux/rtnetlink.h).</summary>
internal static class LinkMessage
{
    private const int IfInfoSize = 16;
    private const uint IffUp = 1;
    private const ushort NestedFlags = 0xc000; // NLA_F_NESTED, NLA_F_NET_BYTEORDER

    private const ushort IflaIfName = 3, IflaMtu = 4, IflaMaster = 10, IflaLinkInfo = 18, IflaXdp = 43;
    private const ushort InfoKind = 1; // IFLA_INFO_KIND

    private const ushort XdpAttached = 2, XdpProgId = 4, XdpDrvProgId = 5, XdpSkbProgId = 6, XdpHwProgId = 7;

    /// <exception cref="InvalidDataException">The message is cut short.</exception>
    public static NetworkInterface Parse(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < IfInfoSize)
            throw new InvalidDataException($"netlink link message: {payload.Length} bytes, expected at least {IfInfoSize}");
        var index = MemoryMarshal.Read<int>(payload[4..]);
        var flags = MemoryMarshal.Read<uint>(payload[8..]);
        var name = "";
        int? master = null;
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

        return new NetworkInterface(index, name, master, (flags & IffUp) != 0, mtu, attachments) { Kind = kind };
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
    private static bool NextAttribute(ref ReadOnlySpan<byte> rest, out ushort type, out ReadOnlySpan<byte> value)
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
