namespace Xdpdump;

/// <summary>
/// While a capture is prepared nobody looks for signals: libpcap compiles a long filter for minutes, a FIFO is waited for until somebody
/// reads it. After a signal it has a moment to begin, in which it sees by itself that it is to end; then it is given up.
/// </summary>
/// <param name="giveUp">Ends the process; called on another thread.</param>
internal sealed class StartWatch(Action giveUp) : IDisposable
{
    private const int MomentMilliseconds = 300;

    private readonly Lock _lock = new();
    private Timer? _timer;
    private bool _isOver;

    /// <summary>Somebody wants it to end.</summary>
    public void Signalled()
    {
        lock (_lock)
        {
            if (!_isOver)
                _timer ??= new Timer(_ => GiveUp(), null, MomentMilliseconds, Timeout.Infinite);
        }
    }

    /// <summary>It has begun, or has failed to: nothing is given up any more.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            _timer?.Dispose();
        }
    }

    private void GiveUp()
    {
        // Who disposes meanwhile waits for ever, and so does not begin what is not to be.
        lock (_lock)
        {
            if (!_isOver)
                giveUp();
        }
    }
}
