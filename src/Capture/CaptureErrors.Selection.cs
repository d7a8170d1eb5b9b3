using Capture.Filters;
using Capture.Selection;
using Ebpf.Xdp;

namespace Capture;

// What is wrong with the choice of packets.
internal static partial class CaptureErrors
{
    public static CaptureException FilterNotUnderstood(string expression, Exception cause) =>
        new($"filter '{PacketFilter.Shorten(expression)}': {cause.Message}; pcap-filter(7) describes the language", cause: cause);

    public static CaptureException FilterNotForLinkType(string expression, string on, ushort linkType, Exception cause) =>
        new($"filter '{PacketFilter.Shorten(expression)}' on {on}, whose packets are of link type {LinkTypes.NameOf(linkType)}"
            + $"{(linkType == LinkTypes.RawIp ? " and begin with an IP header" : "")}: {cause.Message}; pcap-filter(7) describes the language",
            cause: cause);

    public static CaptureException FilterOnUnknownLinkType(NetworkInterface on) =>
        new($"{on.Name} is a device of type {on.HardwareType} (ARPHRD_ in linux/if_arp.h), and it is not known what its packets begin with, so "
            + "no filter can be asked there; capture without one and choose when reading the file");

    public static CaptureException FilterLooksFurther(string on) =>
        new($"the filter looks further into the packets that {on} has now than this capture has room for; start it again");

    public static CaptureException PcapHasOneLinkType(CapturePoint point, ushort linkType) =>
        new($"all packets of a classic pcap file have one link type, and {point.InterfaceName} has {point.LinkTypeName} now, not "
            + $"{LinkTypes.NameOf(linkType)}; start the capture again, or leave --use-pcap out");

    public static CaptureException FilterFileUnreadable(string path, Exception cause)
    {
        var reason = cause switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file",
            UnauthorizedAccessException when Directory.Exists(path) => "it is a folder",
            UnauthorizedAccessException => "permission is denied",
            _ => cause.Message,
        };
        return new($"the filter file '{path}' cannot be read: {reason}", cause: cause);
    }

    public static CaptureException LibpcapMissing(Exception cause) =>
        new("libpcap, which compiles filter expressions, is not installed; install it (Debian: apt install libpcap0.8) or leave the filter out",
            cause: cause);

    public static CaptureException FilterHasLoop() =>
        new("the filter compiles to a loop, as protochain does: the kernel's verifier does not take it; compare the header fields themselves, "
            + "such as ip6[6] for the first next header");

    public static CaptureException FilterAsksForMetadata(string what) =>
        new($"the filter asks for {what}, which is not known of a packet at an XDP program; only its bytes and its length can be compared");

    public static CaptureException FilterTooComplex(string limit, Exception cause) =>
        new($"the filter is too complex for this kernel's verifier: {limit}; use a shorter one", cause: cause);

    public static CaptureException FilterTooLong(int classic, int translated, int most) =>
        new($"the filter is too long: its {classic} instructions become {translated} in eBPF, and jumps there reach over {most}; use a shorter one");

    public static CaptureException TooManyPoints(int count, int most) =>
        new($"{count} capture points are too many where it is known only at the end if a packet is wanted (--action, --only-modified, "
            + $"--filter-at exit); the most is {most}: name fewer programs with -p");

    public static CaptureException OwnProgramChangesNothing(string name) =>
        new($"--only-modified would never show a packet on {name}: the program that is loaded there changes none; leave one of "
            + "--only-modified and --load-xdp-program out, or attach your XDP program first");

    public static CaptureException OwnProgramPasses(string name) =>
        new($"--action without pass would never show a packet on {name}: the program that is loaded there passes every packet; leave one of "
            + "--action and --load-xdp-program out, or attach your XDP program first");

    /// <summary>Without an XDP program there is nothing that could answer.</summary>
    public static CaptureException LegacyCannotSelect(string name, PacketSelection selection)
    {
        var option = selection switch
        {
            { Actions: not null } => "--action",
            { OnlyModified: true } => "--only-modified",
            { Queues.Count: > 0 } => "--rx-queue",
            { SampleEvery: > 1 } => "--sample",
            _ => "--filter-at exit",
        };
        return new($"{option} asks an XDP program, and {name} has none; attach one first"
            + (selection is { Actions: null, OnlyModified: false } ? ", or load one that only captures with --load-xdp-program" : ""));
    }
}
