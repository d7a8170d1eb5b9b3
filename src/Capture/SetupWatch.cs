using Capture.Rings;
using Capture.Sinks;
using Ebpf.Sys;
using Ebpf.Xdp;

namespace Capture;

/// <summary>
/// Keeps an eye on the captured interfaces. The kernel tells at once of most changes; a program that comes by a bpf_link it does not tell
/// of, so each interface is looked at once a second too.
/// </summary>
internal sealed class SetupWatch(LinkWatch links, IReadOnlyList<InterfaceCapture> interfaces, IPacketSink sink, Action<string> say)
    : IReaderWatch
{
    public FileDescriptorHandle Handle => links.Handle;

    public bool IsOver { get; private set; }

    public void Look()
    {
        var changes = links.Read();
        foreach (var one in interfaces)
        {
            if (one.WasMoved is not null)
                continue;
            if (links.ByIndex(one.Interface.Index) is { } now)
                one.Follow(now, sink, say);
            else
                Leave(one, changes.Any(change => change.Kind == LinkChangeKind.Moved && change.Interface?.Index == one.Interface.Index));
        }
    }

    private void Leave(InterfaceCapture one, bool moved)
    {
        one.Leave(moved);
        IsOver = interfaces.All(other => other.WasMoved is not null);
        if (!IsOver)
            say(CaptureNotices.Gone(one.Interface.Name, moved));
    }
}
