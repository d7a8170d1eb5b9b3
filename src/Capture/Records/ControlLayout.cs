namespace Capture.Records;

/// <summary>
/// The one map value all CPUs share; read by every program, written when the reader goes to sleep or is woken, and when hooks come and go.
/// For a CPU that has no ring it stands in for one where losses are counted: <see cref="RingLayout.Losses"/>, the stamps behind it and
/// <see cref="RingLayout.LostAt"/> lie where they lie in a ring.
/// </summary>
public static class ControlLayout
{
    /// <summary>u64: not 0 while the reader sleeps and wants the doorbell rung.</summary>
    public const uint Sleeping = 0;

    /// <summary>
    /// u64, a <see cref="MemberState"/>: whether packets of an interface that hooks capture on are taken. Nothing is told of losses here, so
    /// that it lies where a ring has how many were.
    /// </summary>
    /// <param name="slot">The first slot that the interface has at these hooks.</param>
    public static uint StateOf(int slot) => (uint)RingLayout.LostReportedAt(slot);

    /// <summary>Size of the value in bytes: verifiers take the last slot for one that a group's others follow.</summary>
    public static uint Size(int slots) => (uint)RingLayout.CountersEnd(slots + RingLayout.MaximumGroup);
}
