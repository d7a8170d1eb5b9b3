using Capture.Reasons;

namespace Xdpdump.Sentences;

/// <summary>Why libpcap does not capture.</summary>
internal static class LibPcapSentences
{
    public static string Of(LibPcapReason reason) => reason switch
    {
        NoLibPcap one =>
            $"libpcap, which it takes to capture on {one.Interface} while it has no XDP program, is not installed; install the package "
            + "libpcap0.8 (Debian, Ubuntu) or libpcap (Fedora, Arch, Alpine), or use --load-xdp-program, which does without",
        InterfaceDown one => $"interface {one.Interface} is down; bring it up first: ip link set {one.Interface} up",
        NameMeansSomethingElse one =>
            $"libpcap does not take {one.Interface} for the interface of this name, but for something of its own (link type {one.LinkType}); "
            + "give the interface another name, or use --load-xdp-program",
        InterfaceVanished one when one.Interface.Contains('\uFFFD', StringComparison.Ordinal) =>
            $"libpcap cannot be given the name of interface {one.Interface}, which is not valid UTF-8; rename it (ip link set dev), or use "
            + "--load-xdp-program, which goes by its ifindex",
        InterfaceVanished one => $"interface {one.Interface} was gone before libpcap could open it; try again",
        LibPcapRefused one => $"libpcap cannot capture on {one.Interface}: {one.Said}{ErrnoAdvice.For(one.Said)}",
        LibPcapEnded one => $"libpcap cannot go on capturing on {one.Interface}: {one.Said}; what was captured is kept",
        _ => throw Sentence.Unknown(reason),
    };
}
