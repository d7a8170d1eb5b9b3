using Capture.Records;

namespace Capture.Rings;

/// <summary>The losses that programs count in memory: in a CPU's ring, or for CPUs that have none in the control value.</summary>
/// <param name="start">First byte of the ring, or of the control value; stays mapped as long as this object is used.</param>
/// <param name="tolerance">
/// Nanoseconds by which the latest stamp may be too early: several CPUs that write one stamp may put an earlier one over a later one.
/// </param>
/// <remarks>
/// The programs write the stamp, then count at the slot, then add to <see cref="RingLayout.Losses"/>; here it is read the other way
/// round, so that a change tells of what is counted, and what is counted is never later than the stamp.
/// </remarks>
internal sealed unsafe class LossCounters(byte* start, ulong tolerance = 0) : ILossCounters
{
    public ulong Changes => At(RingLayout.Losses);

    public ulong LatestStamp => Math.Max(At(RingLayout.LossStamp), At(RingLayout.NestedLossStamp)) + tolerance;

    public ulong LostAt(int slot) => At(RingLayout.LostAt(slot));

    public void Clear(int slot)
    {
        *(ulong*)(start + RingLayout.LostAt(slot)) = 0;
        Volatile.Write(ref *(ulong*)(start + RingLayout.LostReportedAt(slot)), 0);
    }

    private ulong At(int offset) => Volatile.Read(ref *(ulong*)(start + offset));
}
