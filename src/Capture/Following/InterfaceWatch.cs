using Capture.Handover;
using Capture.Hooks;
using Capture.Reasons;
using Linux;
using Linux.Files;
using Linux.Network;
using Linux.Time;

namespace Capture.Following;

/// <summary>
/// Keeps an eye on the captured interfaces. The kernel tells at once of most changes; a program that comes by a bpf_link it does not tell
/// of, so each interface is looked at once a second too, which also finds what the kernel told and was lost.
/// </summary>
/// <remarks>
/// A look is bounded, whatever happens elsewhere in the network namespace: it waits for nothing but the kernel's answer, for a second at most,
/// reads a limited number of changes, and changes of other interfaces cause none before it is due.
/// </remarks>
internal sealed class InterfaceWatch(LinkWatch links, CaptureContext context, IReadOnlyList<InterfaceCapture> interfaces) : IHookingSide
{
    private const long LookNanoseconds = 1_000_000_000;
    private const int RestRatio = 4; // of looks, which may take as long as a list of all interfaces

    private readonly HeardChanges _heard = new();
    private readonly Departures _departures = new();
    private string? _unanswered;
    private long _looked, _rested;

    public FileDescriptorHandle Handle => links.Handle;

    public bool IsOver => Failure is not null;

    /// <summary>Why the last interface gives no more packets; null as long as one does.</summary>
    public CaptureException? Failure { get; private set; }

    public void Look()
    {
        try
        {
            var now = Clock.MonotonicNanoseconds();
            var news = links.Read();
            _heard.Add([.. news.Where(Concerns)]);
            // With nothing new a look is due, or a source has ended.
            if (news.Count > 0 && now - _looked < LookNanoseconds && !IsPressing(now))
                return;
            _looked = now;
            try
            {
                LookAtAll(now);
            }
            finally
            {
                // Also after one that was not answered, and took long: packets come meanwhile.
                var end = Clock.MonotonicNanoseconds();
                _rested = end + RestRatio * (end - now);
            }

            _unanswered = null;
        }
        catch (SystemCallException failure)
        {
            // Not "nothing changed", and no reason to lose what is captured: the next look asks again.
            if (_unanswered != failure.Message)
                context.Reading.Say(new ChangesNotTold(_unanswered = failure.Message));
        }
    }

    /// <summary>
    /// What is known to have changed is looked at now; where anything may have, as in a flood, or where the kernel did not answer, only after a
    /// rest.
    /// </summary>
    private bool IsPressing(long now) =>
        _heard.All.Any(change => now >= _rested || (change.Interface is not null && _unanswered is null));

    /// <summary>
    /// Whether a change is one of a captured interface, of a slave, or of what an interface is tied to: a veth's peer changes when a program
    /// comes by a bpf_link.
    /// </summary>
    private bool Concerns(LinkChange change) => change.Interface is not { } other || context.Slaves.Has(other) || interfaces.Any(
        one => one.Interface.Index == other.Index || one.Interface.Index == other.MasterIndex || one.Interface.LinkIndex == other.Index);

    private void LookAtAll(long now)
    {
        context.Slaves.BeginLook();
        SystemCallException? unanswered = null;
        foreach (var one in interfaces.Where(one => one.Over is null))
        {
            try
            {
                LookAt(one, now);
            }
            catch (SystemCallException failure)
            {
                unanswered = failure; // the others are looked at all the same
            }
        }

        if (unanswered is not null)
            throw unanswered;
        _heard.Clear();
    }

    private void LookAt(InterfaceCapture one, long now)
    {
        bool? wasMoved = null;
        var isHere = false;
        one.AddRecursionMisses();
        var index = one.Interface.Index;
        if (!_departures.HasLeft(index) && links.ByIndex(index) is { } there)
        {
            isHere = true;
            one.Follow(there, _heard.All);
        }
        else
        {
            one.Unhook();
            if (_departures.IsSettled(index, _heard.All, now, out wasMoved))
                one.Leave(wasMoved);
        }

        if (one.Over is not { } reason)
            return;
        if (interfaces.All(other => other.Over is not null))
            Failure = reason;
        else
            context.Reading.Say(isHere ? new InterfaceEnded(one.Interface.Name, reason.Reason) : new InterfaceLeft(one.Interface.Name, wasMoved));
    }
}
