using Capture.Hooks;
using Capture.Reasons;
using Capture.Targets;
using Linux;
using Linux.Network;

namespace Capture.Following;

// Slaves that come and go: they run the interface's XDP program without any change to the interface itself.
internal sealed partial class InterfaceCapture
{
    private bool _slavesDue; // they could not be looked up

    private void FollowSlaves(IReadOnlyList<LinkChange> changes)
    {
        if (Hooks is not TracedInterface hooks || !(_slavesDue || _context.Slaves.MayDiffer(Interface, changes)))
            return;
        try
        {
            var (came, left) = _context.Slaves.Look(Interface);
            if (came.Count + left.Count > 0)
                Change(hooks, came, left);
            _slavesDue = false;
            _unanswered = null;
        }
        catch (SystemCallException failure)
        {
            _slavesDue = true;
            SayUnanswered(new SlavesNotTold(Interface.Name, failure.Message));
        }
    }

    private void Change(TracedInterface hooks, IReadOnlyList<NetworkInterface> came, IReadOnlyList<NetworkInterface> left)
    {
        if (hooks.LooksUpSlaves)
        {
            hooks.WhileNotCounting(() =>
            {
                foreach (var one in left)
                {
                    hooks.RemoveSlave(one);
                    _context.Slaves.Remove(Interface, one);
                }

                came = [.. came.Where(one => TryAdd(hooks, one))];
            });
        }
        else if (!ReloadForSlaves(came))
        {
            return;
        }

        foreach (var one in left)
            _context.Reading.Say(new SlaveLeft(Interface.Name, one.Name));
        foreach (var one in came)
            _context.Reading.Say(new SlaveCame(Interface.Name, one.Name));
    }

    /// <summary>
    /// An interface that was not thought to have slaves gets new hooks, which look them up; the old ones stay where there can be no others.
    /// </summary>
    private bool ReloadForSlaves(IReadOnlyList<NetworkInterface> came)
    {
        try
        {
            Replace(Trace(_context.Scope.Run(() => InterfacePrograms.Read(Interface))));
            return true;
        }
        catch (CaptureException failure) when (Hooks is not null)
        {
            foreach (var one in came)
                _context.Reading.Say(new SlaveNotFollowed(Interface.Name, one.Name, failure.Reason));
        }
        catch (CaptureException failure)
        {
            _context.Reading.Say(new ProgramsNotFollowed(Interface.Name, IsRetyped: false, failure.Reason));
        }
        catch (SystemCallException)
        {
            _programsDue = Hooks is null;
            throw;
        }

        return false;
    }

    private bool TryAdd(TracedInterface hooks, NetworkInterface slave)
    {
        _context.Slaves.Add(Interface, slave);
        try
        {
            hooks.AddSlave(slave);
            return true;
        }
        catch (CaptureException failure)
        {
            _context.Reading.Say(new SlaveNotFollowed(Interface.Name, slave.Name, failure.Reason));
            return false;
        }
    }
}
