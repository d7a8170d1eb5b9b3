using System.Diagnostics;
using Capture.Handover;
using Capture.Hooks;
using Capture.Reasons;
using Linux;
using Linux.Files;
using Linux.Network;

namespace Capture.Following;

/// <summary>
/// Keeps an eye on the captured interfaces. The kernel tells at once of most changes; a program that comes by a bpf_link it does not tell
/// of, so each interface is looked at once a second too.
/// </summary>
internal sealed class InterfaceWatch(LinkWatch links, CaptureContext context, IReadOnlyList<InterfaceCapture> interfaces) : IHookingSide
{
    /// <summary>An interface is unlisted some milliseconds before the kernel tells where it went.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly List<LinkChange> _heard = []; // what not all interfaces have been told of yet
    private string? _unanswered;

    public FileDescriptorHandle Handle => links.Handle;

    public bool IsOver => Failure is not null;

    /// <summary>Why the last interface gives no more packets; null as long as one does.</summary>
    public CaptureException? Failure { get; private set; }

    public void Look()
    {
        try
        {
            LookAtAll();
            _unanswered = null;
        }
        catch (SystemCallException failure)
        {
            // Not "nothing changed", and no reason to lose what is captured: the next look asks again.
            if (_unanswered != failure.Message)
                context.Reading.Say(new ChangesNotTold(_unanswered = failure.Message));
        }
    }

    private void LookAtAll()
    {
        context.Slaves.BeginLook();
        _heard.AddRange(links.Read());
        List<LinkChange> changes = [.. _heard];
        var known = changes.Count;
        SystemCallException? unanswered = null;
        foreach (var one in interfaces.Where(one => one.Over is null))
        {
            try
            {
                LookAt(one, changes);
            }
            catch (SystemCallException failure)
            {
                unanswered = failure; // the others are looked at all the same
            }
        }

        if (unanswered is not null)
            throw unanswered;
        _heard.RemoveRange(0, known);
    }

    private void LookAt(InterfaceCapture one, List<LinkChange> changes)
    {
        bool? moved = null;
        one.AddRecursionMisses();
        if (links.ByIndex(one.Interface.Index) is { } now)
            one.Follow(now, changes);
        else
            one.Leave((moved = WasMoved(one.Interface.Index, changes)).Value);
        if (one.Over is not { } reason)
            return;
        if (interfaces.All(other => other.Over is not null))
            Failure = reason;
        else
            context.Reading.Say(moved is { } wasMoved
                ? new InterfaceLeft(one.Interface.Name, wasMoved)
                : new InterfaceEnded(one.Interface.Name, reason.Reason));
    }

    /// <summary>
    /// Whether the interface left for another namespace: the kernel's last word on it says so. If that was missed, nobody knows; and
    /// it is not waited for without an end, however much else happens meanwhile.
    /// </summary>
    private bool WasMoved(int index, List<LinkChange> changes)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            foreach (var change in changes)
            {
                if (change.Interface?.Index == index && change.Kind is LinkChangeKind.Moved or LinkChangeKind.Deleted)
                    return change.Kind == LinkChangeKind.Moved;
            }

            var left = s_patience - Stopwatch.GetElapsedTime(began);
            if (changes.Exists(change => change.Kind == LinkChangeKind.Missed) || left <= TimeSpan.Zero
                || Poll.Wait([new PollEntry(links.Handle, PollEvents.In)], (int)left.TotalMilliseconds + 1) == 0)
            {
                return false;
            }

            var more = links.Read();
            changes.AddRange(more);
            _heard.AddRange(more);
        }
    }
}
