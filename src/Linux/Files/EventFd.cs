using Linux.Native;

namespace Linux.Files;

/// <summary>A counter to wake a poller with, from any thread: eventfd(2).</summary>
public sealed unsafe class EventFd : IDisposable
{
    /// <summary>Makes one that is not signalled.</summary>
    /// <exception cref="SystemCallException">No descriptors or no memory left.</exception>
    public EventFd()
    {
        int descriptor = LibC.CreateEvent(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
        Errno error = descriptor < 0 ? Errno.Last : Errno.None;
        Handle = error.IsError ? throw new SystemCallException("eventfd", error) : new FileDescriptorHandle(descriptor);
    }

    /// <summary>Readable while signalled.</summary>
    public FileDescriptorHandle Handle { get; }

    /// <summary>Makes it readable. Never waits.</summary>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    public void Signal()
    {
        // The only failure left is EAGAIN at 2^64 - 1 signals, and then it is readable anyway.
        ulong one = 1;
        _ = LibC.Write(Handle, &one, sizeof(ulong));
    }

    /// <summary>Makes it unreadable again.</summary>
    /// <returns>Whether it was signalled.</returns>
    public bool Drain()
    {
        ulong count;
        return LibC.Read(Handle, &count, sizeof(ulong)) == sizeof(ulong);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
