namespace Capture.Rings;

/// <summary>
/// The one map value all CPUs share; read by every program, written when the reader goes to sleep or is woken. For a CPU that has no ring
/// it stands in for one where losses are counted: <see cref="RingLayout.Losses"/>, the stamps behind it and
/// <see cref="RingLayout.LostAt"/> lie where they lie in a ring.
/// </summary>
public static class ControlLayout
{
    /// <summary>u64: not 0 while the reader sleeps and wants the doorbell rung.</summary>
    public const uint Sleeping = 0;

    /// <summary>Groups of hooks that can be told apart in one capture.</summary>
    public const int MaximumSetups = 1024;

    private const uint Counting = RingLayout.CountersEnd; // cache lines of its own: the sleeping flag changes, these hardly ever do

    /// <summary>Size of the value in bytes.</summary>
    public const uint Size = Counting + MaximumSetups * sizeof(ulong);

    /// <summary>
    /// u64: not 0 while all hooks of a group are in, so that a packet which nobody saw enter is one whose entry was lost.
    /// </summary>
    /// <param name="setup">The group, 0 to <see cref="MaximumSetups"/> - 1.</param>
    public static uint CountingOf(int setup)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)setup, (uint)MaximumSetups, nameof(setup));
        return Counting + (uint)setup * sizeof(ulong);
    }
}
