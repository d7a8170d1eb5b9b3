namespace Capture.Reasons;

/// <summary>
/// Why something cannot be had, as data: what it is about, what is lacking, and what helps to say what to do. A sentence is made of it by
/// whoever talks to a person, in that one's words.
/// </summary>
public abstract record CaptureReason
{
    private protected CaptureReason()
    {
    }
}
