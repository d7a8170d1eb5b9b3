using System.Globalization;

namespace Linux.Network;

/// <summary>The interfaces of the calling thread's network namespace, with their XDP programs, by rtnetlink.</summary>
public static class NetworkInterfaces
{
    /// <summary>All of them, sorted by ifindex.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static IReadOnlyList<NetworkInterface> List()
    {
        using var socket = NetlinkSocket.Open();
        var found = new List<NetworkInterface>();
        Span<byte> request = stackalloc byte[LinkMessage.IfInfoSize];
        request.Clear();
        socket.Dump(LinkMessage.Get, request, LinkMessage.New, found.Clear, payload => found.Add(LinkMessage.Parse(payload)));
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

    /// <summary>One by its ifindex; null when there is none. <see cref="LinkWatch.ByIndex"/> is for asking again and again.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static NetworkInterface? ByIndex(int index)
    {
        using var query = LinkQuery.Open();
        return query.ByIndex(index);
    }
}
