using System.Globalization;

namespace Linux.Network;

/// <summary>The interfaces of the calling thread's network namespace, with their XDP programs, by rtnetlink.</summary>
public static class NetworkInterfaces
{
    /// <summary>All of them, sorted by ifindex. Of thousands that takes a while.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static IReadOnlyList<NetworkInterface> List()
    {
        using var query = LinkQuery.Open();
        return query.All();
    }

    /// <summary>Those that have one as their master: the ports of a bridge, the slaves of a bond; sorted by ifindex.</summary>
    /// <param name="master">Its ifindex.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static IReadOnlyList<NetworkInterface> PortsOf(int master)
    {
        using var query = LinkQuery.Open();
        return query.PortsOf(master);
    }

    /// <summary>
    /// One by its name or an alternative name or, where no interface has that, by ifindex; null when there is none. No list is made.
    /// </summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static NetworkInterface? Find(string nameOrIndex)
    {
        using var query = LinkQuery.Open();
        return query.ByName(nameOrIndex)
            ?? (int.TryParse(nameOrIndex, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? query.ByIndex(index) : null);
    }

    /// <summary>One by its ifindex; null when there is none. <see cref="LinkWatch.ByIndex"/> is for asking again and again.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static NetworkInterface? ByIndex(int index)
    {
        using var query = LinkQuery.Open();
        return query.ByIndex(index);
    }

    /// <inheritdoc cref="LinkQuery.ByIndex(int, int)"/>
    public static NetworkInterface? ByIndex(int index, int namespaceId)
    {
        using var query = LinkQuery.Open();
        return query.ByIndex(index, namespaceId);
    }
}
