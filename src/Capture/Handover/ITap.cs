using Capture.Model;
using Capture.Reasons;

namespace Capture.Handover;

/// <summary>libpcap on one interface. Disposing gives it up where its packets were never taken.</summary>
internal interface ITap : IDisposable
{
    /// <summary>What it says of the interface.</summary>
    TapDescription Description { get; }

    /// <summary>Why it gives no more packets, once all that came before were taken; null as long as it does.</summary>
    CaptureException? Failure { get; }

    /// <summary>Has its packets taken, as those of a point.</summary>
    void Start(CapturePoint point);

    /// <summary>Nothing that comes from now on is taken; what has come still is.</summary>
    /// <param name="now">CLOCK_MONOTONIC in nanoseconds.</param>
    void End(ulong now);
}
