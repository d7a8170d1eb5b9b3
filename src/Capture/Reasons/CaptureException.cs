namespace Capture.Reasons;

/// <summary>A capture cannot be had.</summary>
/// <remarks>The message shows the reason's members, for a log; a sentence for a person is made of the reason.</remarks>
public sealed class CaptureException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="detail">More for those who asked for it, such as the verifier's log.</param>
    /// <param name="cause">What the kernel or the system said.</param>
    public CaptureException(CaptureReason reason, string? detail = null, Exception? cause = null)
        : base(reason?.ToString(), cause)
    {
        ArgumentNullException.ThrowIfNull(reason);
        (Reason, Detail) = (reason, detail);
    }

    /// <summary>Why.</summary>
    public CaptureReason Reason { get; }

    /// <summary>More for those who asked for it, such as the verifier's log.</summary>
    public string? Detail { get; }
}
