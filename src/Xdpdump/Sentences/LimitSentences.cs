using Capture.Reasons;

namespace Xdpdump.Sentences;

/// <summary>What there are too many of.</summary>
internal static class LimitSentences
{
    public static string Of(LimitReason reason) => reason switch
    {
        TooManyMembers one =>
            $"{one.Most} interfaces that share XDP programs, slaves among them, are the most that one capture takes; start another one for "
            + "some of them",
        TooManyPointsAtOnce one =>
            $"{one.Count} capture points more are too many for one capture, which has room for {one.Most} at a time; name fewer programs "
            + "with -p, or start several captures on fewer interfaces each",
        TooManyPoints one =>
            $"{one.Count} capture points are too many where it is known only at the end if a packet is wanted (--action, --only-modified, "
            + $"--filter-at exit); the most is {one.Most}: name fewer programs with -p",
        _ => throw Sentence.Unknown(reason),
    };
}
