using Capture.Model;
using Capture.Reasons;
using Capture.Sinks;
using Capture.Sources;
using Linux;
using Linux.Time;

namespace Capture.Following;

// libpcap in the place of an XDP program, as long as there is none.
internal sealed partial class InterfaceCapture
{
    private readonly TapTable _taps;
    private TapSource? _tap;
    private TapDescription? _tapDescription;
    private bool _isTapStarted;
    private bool _tapRefused; // it could not be opened: it is tried again

    private bool IsTapDue => _tapRefused && Interface.Attachments.Count == 0 && Setup is null && _tap is null;

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
        if (TapKind.Obstacle(Interface.Name, _inputs.Options) is { } reason)
            throw new CaptureException(reason);
        _tap = _taps.Open(Interface, out _tapDescription);
        _isTapStarted = false;
    }

    /// <summary>Nothing that comes from now on is taken from libpcap; what has come still is.</summary>
    private void EndTap()
    {
        if (_tap is null)
            return;
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
        if (_tookOwnOff || TapKind.Obstacle(Interface.Name, _inputs.Options) is not null)
        {
            if (wasDetached && !_tookOwnOff)
                say(new ProgramDetached(Interface.Name));
            return;
        }

        if (_tap is null || isRetyped)
            OpenAnew(sink, say);
        else if (wasDetached)
            say(new ProgramDetachedInLegacy(Interface.Name));
    }

    private void OpenAnew(IPacketSink sink, Action<CaptureNotice> say)
    {
        var isAnew = _tap is not null;
        EndTap();
        _tapRefused = true;
        try
        {
            OpenTap();
            _inputs.Points.TellNew(sink);
            StartTap();
            (_tapRefused, _unanswered) = (false, null);
            say(isAnew ? new LegacyReopened(Interface.Name) : new LegacyEntered(Interface.Name));
        }
        catch (CaptureException refusal)
        {
            GiveTapUp();
            SayUnanswered(new LegacyRefused(Interface.Name, refusal.Reason), say);
        }
        catch (SystemCallException failure)
        {
            GiveTapUp();
            SayUnanswered(new ProgramsNotTold(Interface.Name, failure.Message), say);
        }
    }

    private void GiveTapUp()
    {
        _tap?.Dispose();
        _tap = null;
    }
}
