using Ebpf.Sys;

namespace Capture;

/// <summary>Asks a running capture to end, from any thread or signal handler. Asking twice is asking once.</summary>
public sealed class CaptureStop : IDisposable
{
    private readonly EventFd _event = new();
    private volatile bool _requested;

    /// <summary>Whether someone asked.</summary>
    public bool IsRequested => _requested;

    /// <summary>Readable once someone asked.</summary>
    internal FileDescriptorHandle Handle => _event.Handle;

    /// <summary>Asks.</summary>
    public void Request()
    {
        _requested = true;
        _event.Signal();
    }

    /// <inheritdoc/>
    public void Dispose() => _event.Dispose();
}
