namespace Bench.Testbeds;

/// <summary>What was sent.</summary>
/// <param name="Elapsed">From the first frame to the last.</param>
/// <param name="Received">Frames that reached the receiver's XDP program.</param>
internal readonly record struct Sent(TimeSpan Elapsed, long Received)
{
    public double NanosecondsEach => Elapsed.TotalNanoseconds / Received;
}
