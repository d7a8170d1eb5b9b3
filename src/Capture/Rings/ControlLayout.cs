namespace Capture.Rings;

/// <summary>The one map value all CPUs share; read by every program, written only when the reader goes to sleep or is woken.</summary>
public static class ControlLayout
{
    /// <summary>u64: not 0 while the reader sleeps and wants the doorbell rung.</summary>
    public const uint Sleeping = 0;

    /// <summary>Size of the value in bytes: one cache line.</summary>
    public const uint Size = 64;
}
