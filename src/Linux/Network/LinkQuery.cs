namespace Linux.Network;

/// <summary>Asks about interfaces of one network namespace, again and again by one socket.</summary>
internal sealed class LinkQuery : IDisposable
{
    private const int Attempts = 10;

    private readonly NetlinkSocket _socket;
    private readonly NetlinkSocket.MessageHandler _keep;
    private NetworkInterface? _answer;

    /// <summary>Takes over a socket: a test puts something of its own at the other end.</summary>
    internal LinkQuery(NetlinkSocket socket)
    {
        _socket = socket;
        _keep = payload => _answer = LinkMessage.Parse(payload);
    }

    /// <summary>Opens the socket, in the calling thread's network namespace.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static LinkQuery Open() => new(NetlinkSocket.Open());

    /// <summary>All interfaces, sorted by ifindex.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public IReadOnlyList<NetworkInterface> All() => List(LinkRequest.All());

    /// <summary>The interfaces that have this one as their master, sorted by ifindex.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public IReadOnlyList<NetworkInterface> PortsOf(int master) =>
        [.. List(LinkRequest.PortsOf(master)).Where(one => one.MasterIndex == master)];

    /// <summary>The interface with this ifindex as it is now; null when there is none.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public NetworkInterface? ByIndex(int index) => index <= 0 ? null : One(LinkRequest.ByIndex(index)); // 0 would ask by name

    /// <summary>An interface of another network namespace.</summary>
    /// <param name="index">Its ifindex there.</param>
    /// <param name="namespaceId">That namespace's id in this one.</param>
    /// <exception cref="SystemCallException">The kernel refused. EPERM or EACCES: that takes CAP_NET_ADMIN there.</exception>
    public NetworkInterface? ByIndex(int index, int namespaceId) => index <= 0 ? null : One(LinkRequest.ByIndex(index, namespaceId));

    /// <summary>The interface that has this name, or this alternative name; null when there is none.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public NetworkInterface? ByName(string name)
    {
        try
        {
            return LinkRequest.ByName(name) is { } request ? One(request) : null;
        }
        catch (SystemCallException e) when (e.Errno == Errno.EINVAL && LinkRequest.IsAlternativeOnly(name))
        {
            return null; // before Linux 5.5 there are no such names, and the question makes no sense
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private NetworkInterface? One(byte[] request)
    {
        _answer = null;
        try
        {
            _socket.Request(LinkMessage.Get, request, LinkMessage.New, _keep);
        }
        catch (SystemCallException e) when (e.Errno == Errno.ENODEV)
        {
            return null;
        }

        return _answer;
    }

    /// <summary>
    /// Asks until the list stood still while it was read. Where others make and remove interfaces all the time it never does: then each
    /// that was seen is in it, as long as it is still there.
    /// </summary>
    private List<NetworkInterface> List(byte[] request)
    {
        var seen = new SortedDictionary<int, NetworkInterface>();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var found = new SortedDictionary<int, NetworkInterface>();
            var isWhole = _socket.TryDump(LinkMessage.Get, request, LinkMessage.New, payload =>
            {
                var one = LinkMessage.Parse(payload);
                found[one.Index] = one;
            });
            if (isWhole)
                return [.. found.Values];
            foreach (var (index, one) in found)
                seen[index] = one;
        }

        return [.. seen.Keys.Select(index => ByIndex(index)).OfType<NetworkInterface>()];
    }
}
