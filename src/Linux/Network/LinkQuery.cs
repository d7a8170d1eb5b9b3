using System.Runtime.InteropServices;

namespace Linux.Network;

/// <summary>Asks about single interfaces of one network namespace, again and again by one socket.</summary>
internal sealed class LinkQuery : IDisposable
{
    private readonly NetlinkSocket _socket;
    private readonly NetlinkSocket.MessageHandler _keep;
    private NetworkInterface? _answer;

    private LinkQuery(NetlinkSocket socket)
    {
        _socket = socket;
        _keep = payload => _answer = LinkMessage.Parse(payload);
    }

    /// <summary>Opens the socket, in the calling thread's network namespace.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static LinkQuery Open() => new(NetlinkSocket.Open());

    /// <summary>The interface with this ifindex as it is now; null when there is none.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public NetworkInterface? ByIndex(int index)
    {
        if (index <= 0)
            return null; // 0 would ask by name
        Span<byte> request = stackalloc byte[LinkMessage.IfInfoSize];
        request.Clear();
        MemoryMarshal.Write(request[4..], index);
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

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();
}
