using Capture.Reasons;
using Capture.Rings;
using Capture.Sinks;
using Capture.Sources;
using Ebpf.Sys;

namespace Capture;

// libpcap in the place of an XDP program, as long as there is none.
internal sealed partial class InterfaceCapture
{
    private readonly TapTable _taps;
    private TapSource? _tap;
    private TapDescription? _tapDescription;
    private bool _isTapStarted;
    private bool _tapRefused; // it could not be opened: it is tried again

    private bool IsTapDue => _tapRefused && Setup is null && _tap is null;

    /// <summary>Has packets taken from libpcap, if it is what captures here. The sink knows its point by now.</summary>
    public void StartTap()
    {
        if (_tap is null || _isTapStarted)
            return;
        _taps.Start(_tap);
        _isTapStarted = true;
    }

    private void OpenTap()
    {
        _tap = _taps.Open(Interface, out _tapDescription);
        _isTapStarted = false;
    }

    /// <summary>Nothing that comes from now on is taken from libpcap; what has come still is.</summary>
    private void EndTap()
    {
        if (_tap is null)
            return;
        // A packet that was under way while hooks came in is with libpcap when this returns.
        Quiescence.Wait();
        _tap.End((ulong)Clock.MonotonicNanoseconds());
        _tap = null;
    }

    private bool HasTapFailed()
    {
        if (_tap is not { HasEnded: true, Failure: { } failure })
            return false;
        _tap = null;
        Over = failure;
        return true;
    }

    /// <summary>There is no XDP program any more, or libpcap has to be opened anew: it captures from here on if that will do.</summary>
    private void GoWithoutProgram(bool wasDetached, bool isRetyped, IPacketSink sink, Action<CaptureNotice> say)
    {
        Retire();
        if (_tookOwnOff || _inputs.Options.NeedsXdp)
        {
            if (wasDetached && !_tookOwnOff)
                say(CaptureNotices.Detached(Interface.Name));
            return;
        }

        if (_tap is not null && !isRetyped)
        {
            say(CaptureNotices.StillInLegacy(Interface.Name));
            return;
        }

        var isAnew = _tap is not null;
        EndTap();
        _tapRefused = true;
        try
        {
            OpenTap();
            if (_inputs.Points.TakeNew() is { Count: > 0 } added)
                sink.AddPoints(added);
            StartTap();
            (_tapRefused, _unanswered) = (false, null);
            say(isAnew ? CaptureNotices.ReopenedInLegacy(Interface.Name) : CaptureNotices.WentToLegacy(Interface.Name));
        }
        catch (CaptureException refusal)
        {
            _tap?.Dispose();
            _tap = null;
            SayUnanswered(CaptureNotices.NotEvenInLegacy(Interface.Name, refusal.Reason), say);
        }
    }
}
