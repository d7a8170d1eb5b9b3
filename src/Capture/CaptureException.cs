namespace Capture;

/// <summary>
/// A capture cannot be had. The message says what happened and what to do, in words for the person who typed the command.
/// </summary>
public sealed class CaptureException : Exception
{
    /// <summary>Creates it.</summary>
    /// <param name="message">What happened and what to do, one line.</param>
    /// <param name="detail">More for those who asked for it, such as the verifier's log.</param>
    /// <param name="cause">What the kernel or the system said.</param>
    public CaptureException(string message, string? detail = null, Exception? cause = null)
        : base(message, cause) => Detail = detail;

    /// <summary>More for those who asked for it, such as the verifier's log.</summary>
    public string? Detail { get; }
}
