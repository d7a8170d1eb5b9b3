using Capture.Hooks;
using Capture.Reasons;
using Capture.Sinks;
using Capture.Targets;
using Linux;
using Linux.Network;

namespace Capture.Following;

// Slaves that come and go: they run the interface's XDP program without any change to the interface itself.
internal sealed partial class InterfaceCapture
{
    private bool _slavesDue; // they could not be looked up

    private void FollowSlaves(IReadOnlyList<LinkChange> changes, IPacketSink sink, Action<CaptureNotice> say)
    {
        if (Setup is not TracedInterface setup || !(_slavesDue || _inputs.Slaves.MayDiffer(Interface, changes)))
            return;
        try
        {
            var (came, left) = _inputs.Slaves.Look(Interface);
            if (came.Count + left.Count > 0)
                Change(setup, came, left, sink, say);
            _slavesDue = false;
            _unanswered = null;
        }
        catch (SystemCallException failure)
        {
            _slavesDue = true;
            SayUnanswered(new SlavesNotTold(Interface.Name, failure.Message), say);
        }
    }

    private void Change(
        TracedInterface setup, IReadOnlyList<NetworkInterface> came, IReadOnlyList<NetworkInterface> left, IPacketSink sink, Action<CaptureNotice> say)
    {
        if (setup.LooksUpSlaves)
        {
            setup.WhileNotCounting(() =>
            {
                foreach (var one in left)
                {
                    setup.RemoveSlave(one);
                    _inputs.Slaves.Remove(Interface, one);
                }

                came = [.. came.Where(one => TryAdd(setup, one, say))];
            });
        }
        else if (!ReloadForSlaves(came, sink, say))
        {
            return;
        }

        foreach (var one in left)
            say(new SlaveLeft(Interface.Name, one.Name));
        foreach (var one in came)
            say(new SlaveCame(Interface.Name, one.Name));
    }

    /// <summary>
    /// An interface that was not thought to have slaves gets new hooks, which look them up; the old ones stay where there can be no others.
    /// </summary>
    private bool ReloadForSlaves(IReadOnlyList<NetworkInterface> came, IPacketSink sink, Action<CaptureNotice> say)
    {
        try
        {
            Replace(Trace(_inputs.Scope.Run(() => InterfacePrograms.Read(Interface))), sink, say);
            return true;
        }
        catch (CaptureException failure) when (Setup is not null)
        {
            foreach (var one in came)
                say(new SlaveNotFollowed(Interface.Name, one.Name, failure.Reason));
        }
        catch (CaptureException failure)
        {
            say(new ProgramsNotFollowed(Interface.Name, IsRetyped: false, failure.Reason));
        }
        catch (SystemCallException)
        {
            _programsDue = Setup is null;
            throw;
        }

        return false;
    }

    private bool TryAdd(TracedInterface setup, NetworkInterface slave, Action<CaptureNotice> say)
    {
        _inputs.Slaves.Add(Interface, slave);
        try
        {
            setup.AddSlave(slave);
            return true;
        }
        catch (CaptureException failure)
        {
            say(new SlaveNotFollowed(Interface.Name, slave.Name, failure.Reason));
            return false;
        }
    }
}
