using Linux.Native;

namespace Linux.Time;

/// <summary>The kernel's clocks, in nanoseconds.</summary>
public static unsafe class Clock
{
    /// <summary>CLOCK_MONOTONIC: what bpf_ktime_get_ns counts. Nanoseconds since boot, without suspended time.</summary>
    public static long MonotonicNanoseconds() => Read(LibC.CLOCK_MONOTONIC);

    /// <summary>CLOCK_REALTIME: nanoseconds since 1970-01-01 UTC, leap seconds not counted; may be stepped and slewed.</summary>
    public static long RealtimeNanoseconds() => Read(LibC.CLOCK_REALTIME);

    private static long Read(int clock)
    {
        // Cannot fail: both clocks always exist, and the pointer is good.
        TimeRecord time;
        _ = LibC.GetClock(clock, &time);
        return time.Seconds * 1_000_000_000 + time.Nanoseconds;
    }
}
