using Linux.Files;
using Linux.Native;

namespace Linux.Time;

/// <summary>Tells when somebody sets CLOCK_REALTIME, so that an offset to it can be taken anew.</summary>
/// <remarks>
/// A timerfd(2) that never expires with TFD_TIMER_CANCEL_ON_SET: a discontinuous change of the clock makes it readable. Slewing, which is
/// what NTP does nearly always, does not. Needs no privilege. Linux 3.0.
/// </remarks>
public sealed unsafe class ClockStepTimer : IDisposable
{
    /// <summary>Starts watching.</summary>
    /// <exception cref="SystemCallException">No descriptors or no memory left.</exception>
    public ClockStepTimer()
    {
        int descriptor = LibC.CreateTimer(LibC.CLOCK_REALTIME, LibC.TFD_CLOEXEC | LibC.TFD_NONBLOCK);
        Errno error = descriptor < 0 ? Errno.Last : Errno.None;
        if (error.IsError)
            throw new SystemCallException("timerfd_create", error);

        Handle = new FileDescriptorHandle(descriptor);
        TimerSetting never = new() { Value = new TimeRecord { Seconds = long.MaxValue } };
        int result = LibC.SetTimer(Handle, LibC.TFD_TIMER_ABSTIME | LibC.TFD_TIMER_CANCEL_ON_SET, &never, null);
        error = result < 0 ? Errno.Last : Errno.None;
        if (error.IsError)
        {
            Handle.Dispose();
            throw new SystemCallException("timerfd_settime", error);
        }
    }

    /// <summary>Readable once the clock was stepped.</summary>
    public FileDescriptorHandle Handle { get; }

    /// <summary>Whether the clock was stepped since the last call. Steps in between count once; watching goes on.</summary>
    public bool ConsumeStep()
    {
        ulong expirations;
        nint result = LibC.Read(Handle, &expirations, sizeof(ulong));
        return result < 0 && Errno.Last == Errno.ECANCELED;
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
