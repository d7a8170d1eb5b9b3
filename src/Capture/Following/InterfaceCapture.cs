using Capture.Filters;
using Capture.Hooks;
using Capture.Model;
using Capture.Reasons;
using Capture.Targets;
using Ebpf.Objects;
using Linux;
using Linux.Network;

namespace Capture.Following;

/// <summary>
/// One interface of a capture: what captures on it, hooks at its XDP programs or libpcap where there is none, and how that follows what
/// becomes of the interface.
/// </summary>
internal sealed partial class InterfaceCapture : IDisposable
{
    private readonly CaptureContext _context;
    private readonly InterfacePrograms _loaded;
    private PromiscuousMode? _promiscuity;
    private bool _programsDue; // the kernel could not tell them when they changed: it is asked again
    private bool _tookOwnOff; // our own program could not go on: that it is gone is no news, and it may come again
    private CaptureNotice? _unanswered;
    private string? _skippedUnknown, _skippedForGood;

    private InterfaceCapture(InterfacePrograms on, CaptureContext context)
    {
        (Interface, _context) = (on.Interface, context);
        _loaded = on;
        if (on.Attached.Count > 0)
            Hooks = Trace(on);
        else if (context.Options.LoadXdpProgram)
            Hooks = OwnProgramHooks.Load(on.Interface, context);
        else
            OpenTap();
    }

    /// <summary>The interface as it was last looked at.</summary>
    public NetworkInterface Interface { get; private set; }

    /// <summary>The hooks that capture there now; null while none do.</summary>
    public IInterfaceHooks? Hooks { get; private set; }

    /// <summary>Why nothing will be captured here any more; null as long as something may.</summary>
    public CaptureException? Over { get; private set; }

    /// <summary>Finds the interface's XDP programs and loads what captures at them; where there is none, our own, or libpcap.</summary>
    /// <exception cref="CaptureException">It cannot be had; the reason says why.</exception>
    public static InterfaceCapture Open(NetworkInterface on, CaptureContext context)
    {
        var capture = new InterfaceCapture(context.Scope.Run(() => InterfacePrograms.Read(on)), context);
        try
        {
            if (context.Options.Promiscuous)
                capture._promiscuity = context.Scope.Run(() => Promiscuity.Enter(on));
            return capture;
        }
        catch
        {
            capture.Dispose();
            throw;
        }
    }

    /// <summary>What is captured at here, before anything changes.</summary>
    public CapturedInterface Describe() => new(
        _loaded, Hooks?.Programs ?? [], Hooks is OwnProgramHooks, _context.Scope.Run(() => InterfaceHardware.Of(Interface.Name)))
    {
        Tap = Hooks is null ? _tapDescription : null,
        VlanDoubt = Hooks is not null && _context.Options.Selection.Filter is { } filter
            && VlanQuestion.IsAskedBy(filter.For(Interface))
            ? _context.Scope.Run(() => VlanTags.Doubt(Interface, Hooks.Programs[0].Mode))
            : null,
    };

    /// <summary>Takes note of what the interface is like now, tells what that changes, and goes where its XDP programs go.</summary>
    /// <param name="now">The interface as it was found.</param>
    /// <param name="changes">What was told of this and other interfaces since the last time.</param>
    public void Follow(NetworkInterface now, IReadOnlyList<LinkChange> changes)
    {
        var before = Interface;
        Interface = now;
        if (now.Name != before.Name)
            _context.Reading.Say(new InterfaceRenamed(before.Name, now.Name));
        if (now.IsUp != before.IsUp)
            _context.Reading.Say(now.IsUp ? new InterfaceCameUp(now.Name) : new InterfaceWentDown(now.Name));
        var isRetyped = DeviceLinkType.Of(now) != DeviceLinkType.Of(before);
        if (isRetyped)
            _context.Reading.Say(new InterfaceRetyped(now.Name, DeviceLinkType.Of(now)));
        if (RunsOwnProgram(now) && !isRetyped)
            return;
        if (HasTapFailed())
            return;
        var ownMayReturn = isRetyped && _tookOwnOff;
        var isDue = _programsDue || ownMayReturn || IsTapDue || Hooks is { HasFailed: true }
            || (isRetyped && (now.Attachments.Count > 0 || _tap is not null));
        if (now.Attachments.SequenceEqual(before.Attachments) && !isDue)
        {
            FollowSlaves(changes);
            return;
        }

        _programsDue = false;
        var wasInLegacy = _tap is not null;
        if (now.Attachments.Count == 0 && !ownMayReturn)
        {
            GoWithoutProgram(before.Attachments.Count > 0, isRetyped);
        }
        else if (Reload(isRetyped))
        {
            _context.Reading.Say(wasInLegacy
                ? new LegacyLeft(now.Name, Hooks!.Programs)
                : new ProgramsFollowed(now.Name, isRetyped, Hooks!.Programs));
            foreach (var reservation in Hooks.Reservations)
                _context.Reading.Say(reservation);
        }
        else if (isRetyped && _tap is not null)
        {
            OpenAnew();
        }
    }

    /// <summary>The interface is there no more: nothing is captured on it.</summary>
    public void Unhook()
    {
        Retire();
        EndTap();
    }

    /// <summary>It is known what became of the interface, which is there no more, or never will be.</summary>
    public void Leave(bool? moved) => Over = new CaptureException(new InterfaceGone(Interface.Name, moved));

    /// <summary>Unhooks what is hooked in, for good; what it captured and lost stays counted.</summary>
    public void Retire()
    {
        if (Hooks is null)
            return;
        HookOrder.Detach([Hooks]);
        AddRecursionMisses();
        _skippedForGood ??= _skippedUnknown;
        Hooks.Dispose();
        Hooks = null;
    }

    /// <summary>Why the kernel did not tell what it had skipped, when it was last asked or of hooks that are gone; null when it did.</summary>
    public string? SkippedUnknown => _skippedForGood ?? _skippedUnknown;

    /// <summary>Asks what the kernel has skipped since it last told.</summary>
    public void AddRecursionMisses()
    {
        if (Hooks is null)
            return;
        try
        {
            Hooks.AddRecursionMisses();
            _skippedUnknown = null;
        }
        catch (SystemCallException failure)
        {
            _skippedUnknown = failure.Message; // asked again, and told at the end; no reason to stop anything else
        }
    }

    public void Dispose()
    {
        _promiscuity?.Dispose();
        Hooks?.Dispose();
        _tap?.Dispose();
    }

    /// <returns>Whether what the interface runs now is captured at; if not, the user was told.</returns>
    private bool Reload(bool isRetyped)
    {
        var isOwn = RunsOwnProgram(Interface) || (_tookOwnOff && Interface.Attachments.Count == 0);
        try
        {
            Replace(isOwn
                ? OwnProgramHooks.Load(Interface, _context)
                : Trace(_context.Scope.Run(() => InterfacePrograms.Read(Interface))));
            _unanswered = null;
            _tookOwnOff = false;
            return true;
        }
        catch (CaptureException failure)
        {
            _unanswered = null;
            _tookOwnOff = isOwn;
            if (_tap is not null)
            {
                _context.Reading.Say(new ProgramAttachedInLegacy(Interface.Name, failure.Reason));
                return false;
            }

            Retire();
            _context.Reading.Say(new ProgramsNotFollowed(Interface.Name, isRetyped, failure.Reason));
        }
        catch (SystemCallException failure)
        {
            _programsDue = true;
            if (_tap is null)
                Retire();
            SayUnanswered(
                _tap is null
                    ? new ProgramsNotTold(Interface.Name, failure.Message)
                    : new ProgramNotToldInLegacy(Interface.Name, failure.Message));
        }

        return false;
    }

    /// <summary>The kernel is asked again at every look, which is said once.</summary>
    private void SayUnanswered(CaptureNotice notice)
    {
        if (_unanswered != notice)
            _context.Reading.Say(_unanswered = notice);
    }

    private TracedInterface Trace(InterfacePrograms on) => TracedInterface.Load(TracingKind.Plan(on, _context.Options.ProgramNames), _context);

    private bool RunsOwnProgram(NetworkInterface now) =>
        Hooks is OwnProgramHooks own && now.Attachments.Any(one => one.ProgramId == own.Programs[0].ProgramId);

    /// <summary>The old hooks go before the new ones come: a program that stays, in another dispatcher, is not to be captured twice.</summary>
    private void Replace(IInterfaceHooks next)
    {
        try
        {
            _context.Points.TellNew(_context.Reading);
            Retire();
            HookOrder.Attach([next]);
            Hooks = next;
            if (_tap is not null)
                GracePeriod.Wait(); // a packet that was under way while hooks came in is with libpcap when this returns
            EndTap();
        }
        catch
        {
            HookOrder.Detach([next]); // some may be in: none runs any more when what they use is given back
            next.Dispose();
            throw;
        }
        finally
        {
            foreach (var other in next.Interrupted)
                _context.Reading.Say(new CaptureInterrupted(other, Interface.Name));
        }
    }
}
