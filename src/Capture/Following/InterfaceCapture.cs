using Capture.Filters;
using Capture.Hooks;
using Capture.Model;
using Capture.Reasons;
using Capture.Sinks;
using Capture.Sources;
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
    private readonly CaptureContext _inputs;
    private readonly InterfacePrograms _loaded;
    private PromiscuousMode? _promiscuity;
    private bool _programsDue; // the kernel could not tell them when they changed: it is asked again
    private bool _tookOwnOff; // our own program could not go on: that it is gone is no news, and it may come again
    private CaptureNotice? _unanswered;
    private string? _skippedUnknown, _skippedForGood;

    private InterfaceCapture(InterfacePrograms on, CaptureContext inputs, TapTable taps)
    {
        (Interface, _inputs, _taps) = (on.Interface, inputs, taps);
        _loaded = on;
        if (on.Attached.Count > 0)
            Setup = Trace(on);
        else if (inputs.Options.LoadXdpProgram)
            Setup = OwnProgramHooks.Load(on.Interface, inputs);
        else
            OpenTap();
    }

    /// <summary>The interface as it was last looked at.</summary>
    public NetworkInterface Interface { get; private set; }

    /// <summary>The hooks that capture there now; null while none do.</summary>
    public IInterfaceHooks? Setup { get; private set; }

    /// <summary>Why nothing will be captured here any more; null as long as something may.</summary>
    public CaptureException? Over { get; private set; }

    /// <summary>Finds the interface's XDP programs and loads what captures at them; where there is none, our own, or libpcap.</summary>
    /// <exception cref="CaptureException">It cannot be had; the reason says why.</exception>
    public static InterfaceCapture Open(NetworkInterface on, CaptureContext inputs, TapTable taps)
    {
        var capture = new InterfaceCapture(inputs.Scope.Run(() => InterfacePrograms.Read(on)), inputs, taps);
        try
        {
            if (inputs.Options.Promiscuous)
                capture._promiscuity = inputs.Scope.Run(() => Promiscuity.Enter(on));
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
        _loaded, Setup?.Programs ?? [], Setup is OwnProgramHooks, _inputs.Scope.Run(() => InterfaceHardware.Of(Interface.Name)))
    {
        Tap = Setup is null ? _tapDescription : null,
        VlanDoubt = Setup is not null && _inputs.Options.Selection.Filter is { } filter
            && VlanQuestion.IsAskedBy(filter.For(Interface))
            ? _inputs.Scope.Run(() => VlanTags.Doubt(Interface, Setup.Programs[0].Mode))
            : null,
    };

    /// <summary>Takes note of what the interface is like now, tells what that changes, and goes where its XDP programs go.</summary>
    /// <param name="now">The interface as it was found.</param>
    /// <param name="changes">What was told of this and other interfaces since the last time.</param>
    /// <param name="sink">Learns of new capture points.</param>
    /// <param name="say">Tells the user.</param>
    public void Follow(NetworkInterface now, IReadOnlyList<LinkChange> changes, IPacketSink sink, Action<CaptureNotice> say)
    {
        var before = Interface;
        Interface = now;
        if (now.Name != before.Name)
            say(new InterfaceRenamed(before.Name, now.Name));
        if (now.IsUp != before.IsUp)
            say(now.IsUp ? new InterfaceCameUp(now.Name) : new InterfaceWentDown(now.Name));
        var isRetyped = DeviceLinkType.Of(now) != DeviceLinkType.Of(before);
        if (isRetyped)
            say(new InterfaceRetyped(now.Name, DeviceLinkType.Of(now)));
        if (RunsOwnProgram(now) && !isRetyped)
            return;
        if (HasTapFailed())
            return;
        var ownMayReturn = isRetyped && _tookOwnOff;
        var isDue = _programsDue || ownMayReturn || IsTapDue || Setup is { HasFailed: true }
            || (isRetyped && (now.Attachments.Count > 0 || _tap is not null));
        if (now.Attachments.SequenceEqual(before.Attachments) && !isDue)
        {
            FollowSlaves(changes, sink, say);
            return;
        }

        _programsDue = false;
        var wasInLegacy = _tap is not null;
        if (now.Attachments.Count == 0 && !ownMayReturn)
        {
            GoWithoutProgram(before.Attachments.Count > 0, isRetyped, sink, say);
        }
        else if (Reload(isRetyped, sink, say))
        {
            say(wasInLegacy
                ? new LegacyLeft(now.Name, Setup!.Programs)
                : new ProgramsFollowed(now.Name, isRetyped, Setup!.Programs));
            foreach (var reservation in Setup.Reservations)
                say(reservation);
        }
        else if (isRetyped && _tap is not null)
        {
            OpenAnew(sink, say);
        }
    }

    /// <summary>The interface is there no more.</summary>
    public void Leave(bool moved)
    {
        Retire();
        EndTap();
        Over = CaptureErrors.InterfaceGone(Interface.Name, moved);
    }

    /// <summary>Unhooks what is hooked in, for good; what it captured and lost stays counted.</summary>
    public void Retire()
    {
        if (Setup is null)
            return;
        HookOrder.Detach([Setup]);
        KeepSkipped();
        _skippedForGood ??= _skippedUnknown;
        Setup.Dispose();
        Setup = null;
    }

    /// <summary>Why the kernel did not tell what it had skipped, when it was last asked or of hooks that are gone; null when it did.</summary>
    public string? SkippedUnknown => _skippedForGood ?? _skippedUnknown;

    /// <summary>Asks what the kernel has skipped since it last told.</summary>
    public void KeepSkipped()
    {
        if (Setup is null)
            return;
        try
        {
            Setup.KeepSkipped();
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
        Setup?.Dispose();
        if (!_isTapStarted)
            _tap?.Dispose();
    }

    /// <returns>Whether what the interface runs now is captured at; if not, the user was told.</returns>
    private bool Reload(bool isRetyped, IPacketSink sink, Action<CaptureNotice> say)
    {
        var isOwn = RunsOwnProgram(Interface) || (_tookOwnOff && Interface.Attachments.Count == 0);
        try
        {
            Replace(isOwn
                ? OwnProgramHooks.Load(Interface, _inputs)
                : Trace(_inputs.Scope.Run(() => InterfacePrograms.Read(Interface))), sink, say);
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
                say(new ProgramAttachedInLegacy(Interface.Name, failure.Reason));
                return false;
            }

            Retire();
            say(new ProgramsNotFollowed(Interface.Name, isRetyped, failure.Reason));
        }
        catch (SystemCallException failure)
        {
            _programsDue = true;
            if (_tap is null)
                Retire();
            SayUnanswered(
                _tap is null
                    ? new ProgramsNotTold(Interface.Name, failure.Message)
                    : new ProgramNotToldInLegacy(Interface.Name, failure.Message),
                say);
        }

        return false;
    }

    /// <summary>The kernel is asked again at every look, which is said once.</summary>
    private void SayUnanswered(CaptureNotice notice, Action<CaptureNotice> say)
    {
        if (_unanswered != notice)
            say(_unanswered = notice);
    }

    private TracedInterface Trace(InterfacePrograms on) => TracedInterface.Load(TracingKind.Plan(on, _inputs.Options.ProgramNames), _inputs);

    private bool RunsOwnProgram(NetworkInterface now) =>
        Setup is OwnProgramHooks own && now.Attachments.Any(one => one.ProgramId == own.Programs[0].ProgramId);

    /// <summary>The old hooks go before the new ones come: a program that stays, in another dispatcher, is not to be captured twice.</summary>
    private void Replace(IInterfaceHooks next, IPacketSink sink, Action<CaptureNotice> say)
    {
        try
        {
            _inputs.Points.TellNew(sink);
            Retire();
            HookOrder.Attach([next]);
            Setup = next;
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
                say(new CaptureInterrupted(other, Interface.Name));
        }
    }
}
