using Capture.Reasons;

namespace Xdpdump.Sentences;

/// <summary>What there are too many of.</summary>
internal static class LimitSentences
{
    public static string Of(LimitReason reason) => reason switch
    {
        TooManyChanges one =>
            $"so many XDP programs came during this capture that it cannot number any more of them, {one.Most} capture points being the "
            + "most; start it again",
        TooManySlaves one =>
            $"{one.Most} slaves are the most that one capture takes; start another one for some of its interfaces",
        TooManyGroups one =>
            $"more than {one.Most} interfaces with XDP programs are too many for one capture; start several on fewer interfaces each",
        TooManyPointsInAll one =>
            $"{one.Count} capture points are too many for one capture, which has {one.Most} at most; name fewer programs with -p, or start "
            + "several captures on fewer interfaces each",
        TooManyPoints one =>
            $"{one.Count} capture points are too many where it is known only at the end if a packet is wanted (--action, --only-modified, "
            + $"--filter-at exit); the most is {one.Most}: name fewer programs with -p",
        TooManyInterfaces one =>
            $"{one.Count} interfaces are too many for one legacy capture, which takes {one.Most} at most; start several",
        _ => throw Sentence.Unknown(reason),
    };
}
