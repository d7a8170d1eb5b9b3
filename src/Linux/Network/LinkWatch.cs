using Linux.Files;

namespace Linux.Network;

/// <summary>Tells of changes to the interfaces of one network namespace: rtnetlink's link notifications.</summary>
/// <remarks>
/// The namespace is that of the thread which opens the watch, whatever thread uses it later; one thread at a time. The kernel says nothing
/// when an XDP program is attached, replaced or detached through a bpf_link (seen on 6.18; a veth's peer tells of changed features then,
/// in native mode): whoever cares asks <see cref="ByIndex"/> now and then.
/// </remarks>
public sealed class LinkWatch : IDisposable
{
    private const uint LinkGroup = 1; // RTMGRP_LINK
    private const int MaxReads = 256; // so that a flood of changes does not keep the reader

    private readonly NetlinkSocket _notifications;
    private readonly NetlinkSocket.NotificationHandler _add;
    private readonly LinkQuery _query;
    private List<LinkChange> _changes = [];

    /// <summary>Takes over sockets: a test puts something of its own at the other ends.</summary>
    internal LinkWatch(NetlinkSocket notifications, LinkQuery query)
    {
        _notifications = notifications;
        _add = Add;
        _query = query;
    }

    /// <summary>Readable when there are changes to read.</summary>
    public FileDescriptorHandle Handle => _notifications.Handle;

    /// <summary>Starts watching the interfaces of the calling thread's network namespace.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static LinkWatch Open()
    {
        var notifications = NetlinkSocket.Subscribe(LinkGroup);
        try
        {
            return new LinkWatch(notifications, LinkQuery.Open());
        }
        catch
        {
            notifications.Dispose();
            throw;
        }
    }

    /// <summary>What changed since the last call, in order. Never waits; allocates nothing when nothing changed.</summary>
    /// <returns>Empty when nothing changed; more may be waiting after a great many.</returns>
    /// <exception cref="SystemCallException">The socket failed.</exception>
    public IReadOnlyList<LinkChange> Read()
    {
        for (var reads = 0; reads < MaxReads && ReadOnce(); reads++)
        {
        }

        if (_changes.Count == 0)
            return [];
        var changes = _changes;
        _changes = [];
        return changes;
    }

    /// <summary>The interface with this ifindex as it is now; null when there is none. One question, one answer: no list is made.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public NetworkInterface? ByIndex(int index) => _query.ByIndex(index);

    /// <inheritdoc/>
    public void Dispose()
    {
        _notifications.Dispose();
        _query.Dispose();
    }

    /// <returns>Whether there may be more.</returns>
    private bool ReadOnce()
    {
        var error = Errno.None;
        try
        {
            _notifications.ReadNotifications(_add, out error);
        }
        catch (InvalidDataException)
        {
            error = Errno.ENOBUFS; // what cannot be read is as good as lost
        }

        if (error == Errno.ENOBUFS)
            _changes.Add(new LinkChange(LinkChangeKind.Missed, null));
        else if (error.IsError && error != Errno.EAGAIN)
            throw new SystemCallException("netlink receive", error);
        return error != Errno.EAGAIN;
    }

    private void Add(ushort type, ReadOnlySpan<byte> payload)
    {
        if (!LinkMessage.IsWhole(payload))
            return;
        if (type == LinkMessage.New)
        {
            _changes.Add(new LinkChange(LinkChangeKind.Changed, LinkMessage.Parse(payload)));
        }
        else if (type == LinkMessage.Deleted)
        {
            _changes.Add(LinkMessage.IsMove(payload, out var namespaceId, out var index)
                ? new LinkChange(LinkChangeKind.Moved, LinkMessage.Parse(payload))
                {
                    NewNamespaceId = namespaceId < 0 ? null : namespaceId,
                    NewIndex = index == 0 ? null : index,
                }
                : new LinkChange(LinkChangeKind.Deleted, LinkMessage.Parse(payload)));
        }
    }
}
