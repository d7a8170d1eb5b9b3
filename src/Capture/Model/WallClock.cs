using Linux.Time;

namespace Capture.Model;

/// <summary>
/// Turns the monotonic stamps of the kernel side into CLOCK_REALTIME, in nanoseconds. Both clocks are slewed alike, so their
/// difference changes only when the wall clock is stepped.
/// </summary>
internal sealed class WallClock
{
    // Sampling noise is tens of nanoseconds; following it would make stamps run backwards.
    private const long Noise = 1000;
    private const int Samples = 8;

    private readonly Func<long> _monotonic;
    private readonly Func<long> _realtime;
    private ulong _last;

    public WallClock()
        : this(Clock.MonotonicNanoseconds, Clock.RealtimeNanoseconds)
    {
    }

    internal WallClock(Func<long> monotonic, Func<long> realtime)
    {
        (_monotonic, _realtime) = (monotonic, realtime);
        Offset = Sample();
    }

    /// <summary>CLOCK_REALTIME less CLOCK_MONOTONIC.</summary>
    public long Offset { get; private set; }

    /// <summary>Follows the wall clock if it was stepped.</summary>
    public void Refresh()
    {
        var sample = Sample();
        if (Math.Abs(sample - Offset) <= Noise)
            return;
        if (sample < Offset - Noise)
            _last = 0; // stepped back: the user's clock says so, and so do the stamps
        Offset = sample;
    }

    /// <summary>The wall-clock time of any monotonic time.</summary>
    public ulong Convert(ulong monotonic) => monotonic + (ulong)Offset;

    /// <summary>The monotonic time of a wall-clock time, as the wall clock goes now.</summary>
    public ulong ToMonotonic(ulong wall) => (long)wall > Offset ? (ulong)((long)wall - Offset) : 0;

    /// <summary>The wall-clock time of the next stamp in order. Never runs backwards but when the clock was set back.</summary>
    public ulong ConvertNext(ulong monotonic)
    {
        var wall = Convert(monotonic);
        if (wall < _last)
            return _last;
        _last = wall;
        return wall;
    }

    /// <summary>The narrowest of several brackets: the sample least disturbed by interrupts.</summary>
    private long Sample()
    {
        long best = long.MaxValue, offset = 0;
        for (var i = 0; i < Samples; i++)
        {
            var before = _monotonic();
            var wall = _realtime();
            var after = _monotonic();
            if (after - before >= best)
                continue;
            best = after - before;
            offset = wall - (before + (after - before) / 2);
        }

        return offset;
    }
}
