using System.Globalization;
using Ebpf.Sys;

namespace Ebpf.Xdp;

/// <summary>The interfaces of the calling thread's network namespace, with their XDP programs, by rtnetlink.</summary>
public static class NetworkInterfaces
{
    private const ushort NewLink = 16, GetLink = 18; // RTM_NEWLINK, RTM_GETLINK
    private const int IfInfoSize = 16;

    /// <summary>All of them, sorted by ifindex.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static IReadOnlyList<NetworkInterface> List()
    {
        using var socket = NetlinkSocket.Open();
        var found = new List<NetworkInterface>();
        Span<byte> request = stackalloc byte[IfInfoSize];
        request.Clear();
        socket.Dump(GetLink, request, NewLink, found.Clear, payload => found.Add(LinkMessage.Parse(payload)));
        found.Sort((a, b) => a.Index.CompareTo(b.Index));
        return found;
    }

    /// <summary>One by name or, where no interface has that name, by ifindex; null when there is none.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static NetworkInterface? Find(string nameOrIndex)
    {
        var all = List();
        return all.FirstOrDefault(one => one.Name == nameOrIndex)
            ?? (int.TryParse(nameOrIndex, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? all.FirstOrDefault(one => one.Index == index)
                : null);
    }
}
