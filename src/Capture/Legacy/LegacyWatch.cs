using Capture.Reasons;
using Ebpf.Sys;
using Ebpf.Xdp;

namespace Capture.Legacy;

/// <summary>Keeps an eye on the interfaces that libpcap captures on, and tells the user what happens to them.</summary>
internal sealed class LegacyWatch(LinkWatch links, IReadOnlyList<NetworkInterface> interfaces, Action<CaptureNotice> say) : ISourceWatch
{
    private const int NewsWithinMilliseconds = 1000;

    private readonly NetworkInterface[] _known = [.. interfaces];
    private readonly bool?[] _wasMoved = new bool?[interfaces.Count];
    private int _left;

    public FileDescriptorHandle Handle => links.Handle;

    /// <summary>Why the last interface gives no more packets; null as long as one does.</summary>
    public CaptureException? Failure { get; private set; }

    public void Look()
    {
        ReadNews();
        for (var i = 0; i < _known.Length; i++)
        {
            if (_wasMoved[i] is null && links.ByIndex(_known[i].Index) is { } now)
                Follow(i, now);
        }
    }

    public void Leave(int source, CaptureException reason)
    {
        var on = _known[source];
        var isGone = links.ByIndex(on.Index) is null;
        // The kernel closes the packet sockets first, and then tells where the interface went.
        for (var waits = 0; isGone && _wasMoved[source] is null && waits < 10; waits++)
        {
            Poll.Wait([new PollEntry(links.Handle, PollEvents.In)], NewsWithinMilliseconds / 10);
            ReadNews();
        }

        var moved = _wasMoved[source] ?? false;
        _wasMoved[source] = moved;
        if (++_left == _known.Length)
            Failure = isGone ? CaptureErrors.InterfaceGone(on.Name, moved) : reason;
        else
            say(isGone ? CaptureNotices.Gone(on.Name, moved) : CaptureNotices.Ended(on.Name, reason.Reason));
    }

    private void ReadNews()
    {
        foreach (var change in links.Read())
        {
            var source = Array.FindIndex(_known, one => one.Index == change.Interface?.Index);
            if (source >= 0 && change.Kind is LinkChangeKind.Deleted or LinkChangeKind.Moved)
                _wasMoved[source] = change.Kind == LinkChangeKind.Moved;
        }
    }

    private void Follow(int source, NetworkInterface now)
    {
        var before = _known[source];
        _known[source] = now;
        if (now.Name != before.Name)
            say(CaptureNotices.Renamed(before.Name, now.Name));
        if (now.IsUp != before.IsUp)
            say(now.IsUp ? CaptureNotices.CameUp(now.Name) : CaptureNotices.WentDown(now.Name));
        if (before.Attachments.Count == 0 && now.Attachments.Count > 0)
            say(CaptureNotices.AttachedInLegacy(now.Name));
    }
}
