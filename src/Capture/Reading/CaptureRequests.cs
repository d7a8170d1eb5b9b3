using Linux.Files;

namespace Capture.Reading;

/// <summary>What a running capture is asked for, from any thread or signal handler: to end, or to tell its counts so far.</summary>
public sealed class CaptureRequests : IDisposable
{
    private readonly EventFd _event = new();
    private readonly Lock _counting = new();
    private volatile bool _stop, _counts;

    /// <summary>Whether someone asked it to end.</summary>
    public bool IsStopRequested => _stop;

    /// <summary>Readable as long as something that was asked for is not seen to.</summary>
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
        lock (_counting)
        {
            _counts = true;
            _event.Signal();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _event.Dispose();

    /// <summary>Whether someone asked for the counts since this was last called.</summary>
    internal bool TakeCountsRequest()
    {
        if (!_counts)
            return false;
        // Flag and signal go together: a signal whose flag is gone would keep the reader awake for ever.
        lock (_counting)
        {
            _counts = false;
            _event.Drain();
        }

        if (_stop)
            _event.Signal(); // it may have been drained too
        return true;
    }
}
