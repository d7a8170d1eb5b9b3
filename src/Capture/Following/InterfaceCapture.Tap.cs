using Capture.Handover;
using Capture.Hooks;
using Capture.Model;
using Capture.Reasons;
using Linux;
using Linux.Time;

namespace Capture.Following;

// libpcap in the place of an XDP program, as long as there is none.
internal sealed partial class InterfaceCapture
{
    private ITap? _tap;
    private CapturePoint? _tapPoint;
    private TapDescription? _tapDescription;
    private bool _tapRefused; // it could not be opened: it is tried again

    private bool IsTapDue => _tapRefused && Interface.Attachments.Count == 0 && Hooks is null && _tap is null;

    /// <summary>Has packets taken from libpcap, if it is what captures here. Its point is known to the other side by now.</summary>
    public void StartTap() => _tap?.Start(_tapPoint!);

    private void OpenTap()
    {
        if (TapKind.Obstacle(Interface.Name, _context.Options) is { } reason)
            throw new CaptureException(reason);
        _tap = _context.Reading.OpenTap(Interface);
        try
        {
            _tapDescription = _tap.Description;
            var numbered = _context.Points.Number([new CapturePoint(InterfaceId: 0, Interface.Name, Interface.Index, 0, "", CapturePosition.Entry)
            {
                IsLegacy = true,
                LinkType = _tapDescription.LinkType,
                LinkTypeName = _tapDescription.LinkTypeName,
            }]);
            _context.Points.Add(numbered);
            _tapPoint = numbered[0];
        }
        catch
        {
            GiveTapUp();
            throw;
        }
    }

    /// <summary>Nothing that comes from now on is taken from libpcap; what has come still is.</summary>
    private void EndTap()
    {
        _tap?.End((ulong)Clock.MonotonicNanoseconds());
        _tap = null;
    }

    private bool HasTapFailed()
    {
        if (_tap?.Failure is not { } failure)
            return false;
        _tap = null;
        Over = failure;
        return true;
    }

    /// <summary>There is no XDP program any more, or libpcap has to be opened anew: it captures from here on if that will do.</summary>
    private void GoWithoutProgram(bool wasDetached, bool isRetyped)
    {
        Retire();
        if (_tookOwnOff || TapKind.Obstacle(Interface.Name, _context.Options) is not null)
        {
            if (wasDetached && !_tookOwnOff)
                _context.Reading.Say(new ProgramDetached(Interface.Name));
            return;
        }

        if (_tap is null || isRetyped)
            OpenAnew();
        else if (wasDetached)
            _context.Reading.Say(new ProgramDetachedInLegacy(Interface.Name));
    }

    private void OpenAnew()
    {
        var isAnew = _tap is not null;
        EndTap();
        _tapRefused = true;
        try
        {
            OpenTap();
            _context.Points.TellNew(_context.Reading);
            StartTap();
            (_tapRefused, _unanswered) = (false, null);
            _context.Reading.Say(isAnew ? new LegacyReopened(Interface.Name) : new LegacyEntered(Interface.Name));
        }
        catch (CaptureException refusal)
        {
            GiveTapUp();
            SayUnanswered(new LegacyRefused(Interface.Name, refusal.Reason));
        }
        catch (SystemCallException failure)
        {
            GiveTapUp();
            SayUnanswered(new ProgramsNotTold(Interface.Name, failure.Message));
        }
    }

    private void GiveTapUp()
    {
        _tap?.Dispose();
        _tap = null;
    }
}
