using System.Runtime.InteropServices;
using System.Text;

namespace Linux.Network;

/// <summary>What RTM_GETLINK asks for: struct ifinfomsg and attributes (rtnetlink(7), linux/if_link.h).</summary>
internal static class LinkRequest
{
    /// <summary>The longest names: IFNAMSIZ and ALTIFNAMSIZ of linux/if.h, less a zero.</summary>
    private const int LongestName = 15, LongestAlternative = 127;

    private const uint SkipStatistics = 8; // RTEXT_FILTER_SKIP_STATS, a fifth of most messages

    /// <summary>All interfaces.</summary>
    public static byte[] All() => Build(0);

    /// <summary>The interfaces that have this one as their master; older kernels may send others too.</summary>
    public static byte[] PortsOf(int master) => Build(0, LinkMessage.IflaMaster, MemoryMarshal.AsBytes([master]));

    /// <summary>One interface.</summary>
    /// <param name="index">Its ifindex.</param>
    /// <param name="namespaceId">The network namespace it is in, by the id it has in the socket's one; null for that one itself.</param>
    public static byte[] ByIndex(int index, int? namespaceId = null) => namespaceId is { } id
        ? Build(index, LinkMessage.IflaNamespaceId, MemoryMarshal.AsBytes([id]))
        : Build(index);

    /// <summary>One interface by a name or an alternative one; null where no interface can have that name.</summary>
    public static byte[]? ByName(string name)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return bytes.Length switch
        {
            0 or > LongestAlternative => null,
            // The kernel looks for alternative names by either attribute, as far as they fit into it.
            <= LongestName => Build(0, LinkMessage.IflaIfName, [.. bytes, 0]),
            _ => Build(0, LinkMessage.IflaAlternativeName, [.. bytes, 0]),
        };
    }

    /// <summary>Whether a name is too long for any but an alternative one.</summary>
    public static bool IsAlternativeOnly(string name) => Encoding.UTF8.GetByteCount(name) > LongestName;

    /// <summary>Attaches an XDP program to an interface that has none.</summary>
    /// <param name="index">Its ifindex.</param>
    /// <param name="program">The program's descriptor.</param>
    /// <param name="mode">XDP_FLAGS_SKB_MODE and the like.</param>
    public static byte[] Attach(int index, int program, uint mode) =>
        Build(index, LinkMessage.IflaXdp | NetlinkAttribute.Nested, XdpAttribute.Attach(program, mode));

    /// <summary>Takes an XDP program off again, if it is still the one that is there.</summary>
    /// <inheritdoc cref="Attach" path="/param"/>
    public static byte[] Detach(int index, int program, uint mode) =>
        Build(index, LinkMessage.IflaXdp | NetlinkAttribute.Nested, XdpAttribute.Detach(program, mode));

    private static byte[] Build(int index, ushort type = 0, ReadOnlySpan<byte> value = default)
    {
        var request = new List<byte>(LinkMessage.IfInfoSize + 16 + value.Length);
        Span<byte> header = stackalloc byte[LinkMessage.IfInfoSize];
        header.Clear();
        MemoryMarshal.Write(header[4..], index);
        request.AddRange(header);
        NetlinkAttribute.Append(request, LinkMessage.IflaExtensionMask, MemoryMarshal.AsBytes([SkipStatistics]));
        if (type != 0)
            NetlinkAttribute.Append(request, type, value);
        return [.. request];
    }
}
