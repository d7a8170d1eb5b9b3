using Ebpf.Sys;

namespace Capture;

/// <summary>What a running capture is asked for, from any thread or signal handler: to end, or to tell its counts so far.</summary>
public sealed class CaptureRequests : IDisposable
{
    private readonly EventFd _event = new();
    private volatile bool _stop, _counts;

    /// <summary>Whether someone asked it to end.</summary>
    public bool IsStopRequested => _stop;

    /// <summary>Readable once someone asked for something.</summary>
    internal FileDescriptorHandle Handle => _event.Handle;

    /// <summary>Asks it to end. Asking twice is asking once.</summary>
    public void Stop()
    {
        _stop = true;
        _event.Signal();
    }

    /// <summary>Asks for the counts so far.</summary>
    public void TellCounts()
    {
        _counts = true;
        _event.Signal();
    }

    /// <inheritdoc/>
    public void Dispose() => _event.Dispose();

    /// <summary>Whether someone asked for the counts since this was last called.</summary>
    internal bool TakeCountsRequest()
    {
        if (!_counts)
            return false;
        _event.Drain(); // of a request to stop, the flag stays
        _counts = false;
        return true;
    }
}
