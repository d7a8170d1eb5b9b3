namespace Capture.Selection;

/// <summary>Receive queues from one number to another, both included.</summary>
/// <param name="First">The lowest.</param>
/// <param name="Last">The highest; not less than the first.</param>
public readonly record struct QueueRange(uint First, uint Last)
{
    /// <summary>As it is typed: 3, or 3-5.</summary>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
