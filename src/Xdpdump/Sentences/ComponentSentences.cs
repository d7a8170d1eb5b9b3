using Capture.Reasons;

namespace Xdpdump.Sentences;

/// <summary>Why not all programs are known that run inside of one: the ends of sentences that say so.</summary>
internal static class ComponentSentences
{
    private const string OnlyPins = "before Linux 5.13 only libxdp's pins tell them, and";

    public static string Of(ComponentsMissing reason) => reason switch
    {
        FunctionsUnreadable => "its BTF type information cannot be read",
        PinsMissing one => $"{OnlyPins} they are not at {one.Folder} (or where LIBXDP_BPFFS says){Besides(one.DispatcherUnknown)}",
        PinsUnreadable one =>
            $"{OnlyPins} {one.Folder} cannot be read, here or below /proc/1/root: {one.Error}{Besides(one.DispatcherUnknown)}",
        PinsMaybeNotAll one =>
            $"{one.DispatcherUnknown}, and before Linux 5.13 nothing else tells how many there are: libxdp's pins at {one.Folder} may "
            + "not be all",
        _ => throw Sentence.Unknown(reason),
    };

    private static string Besides(string? unknown) => unknown is null ? "" : $"; besides, {unknown}";
}
