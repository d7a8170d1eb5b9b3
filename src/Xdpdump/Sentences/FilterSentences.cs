using Capture.Filters;
using Capture.Model;
using Capture.Reasons;
using ClassicBpf.Translation;

namespace Xdpdump.Sentences;

/// <summary>What is wrong with a filter.</summary>
internal static class FilterSentences
{
    public static string Of(FilterReason reason) => reason switch
    {
        FilterNotUnderstood one => $"filter '{one.Filter}': {one.Said}; pcap-filter(7) describes the language",
        FilterNotForLinkType one =>
            $"filter '{one.Filter}' on {one.Interface}, whose packets are of link type {LinkTypes.NameOf(one.LinkType)}"
            + $"{(one.LinkType == LinkTypes.RawIp ? " and begin with an IP header" : "")}: {one.Said}; pcap-filter(7) describes the "
            + "language",
        FilterOnUnknownLinkType one =>
            $"{one.Interface} is a device of type {one.HardwareType} (ARPHRD_ in linux/if_arp.h), and it is not known what its packets "
            + "begin with, so no filter can be asked there; capture without one and choose when reading the file",
        FilterLooksFurther one =>
            $"the filter looks further into the packets that {one.Interface} has now than this capture has room for; start it again",
        FilterFileUnreadable one => $"the filter file '{one.Path}' cannot be read: " + one.Problem switch
        {
            FileProblem.Missing => "there is no such file",
            FileProblem.IsFolder => "it is a folder",
            FileProblem.NotPermitted => "permission is denied",
            FileProblem.NoText => "it is no text: it holds zero bytes, or bytes that are no UTF-8",
            FileProblem.TooLong => $"it has more than {FilterFile.Longest >> 20} MiB, or no end",
            _ => one.Said,
        },
        FilterNeedsLibPcap =>
            "libpcap, which compiles filter expressions, is not installed; install it (Debian: apt install libpcap0.8) or leave the "
            + "filter out",
        FilterHasLoop =>
            "the filter compiles to a loop, as protochain does: the kernel's verifier does not take it; compare the header fields "
            + "themselves, such as ip6[6] for the first next header",
        FilterAsksForMetadata one =>
            $"the filter asks for {Name(one.What)}, which is not known of a packet at an XDP program; only its bytes and its length can be "
            + "compared",
        FilterTooComplex one =>
            $"the filter is too complex for this kernel's verifier: {Of(one.Limit)}; use a shorter one",
        FilterTooLong one =>
            $"the filter is too long: its {one.Classic} instructions become {one.Translated} in eBPF, and jumps there reach over "
            + $"{one.Most}; use a shorter one",
        _ => throw Sentence.Unknown(reason),
    };

    public static string Of(VerifierLimit limit) => limit.Kind switch
    {
        VerifierLimitKind.Instructions => $"it looks at no more than {limit.Most} instructions on all ways through a program",
        VerifierLimitKind.Jumps => $"it keeps no more than {limit.Most} jumps in mind at a time",
        _ => throw Sentence.Unknown(limit.Kind),
    };

    /// <summary>With the words of an expression that lead there.</summary>
    private static string Name(PacketMetadata what) => what switch
    {
        PacketMetadata.Protocol => "the protocol the kernel found",
        PacketMetadata.Direction => "the direction (inbound, outbound)",
        PacketMetadata.InterfaceIndex => "the interface's number (ifindex)",
        PacketMetadata.NetlinkAttribute or PacketMetadata.NestedNetlinkAttribute => "netlink attributes",
        PacketMetadata.Mark => "the packet's mark",
        PacketMetadata.Queue => "the queue",
        PacketMetadata.HardwareType => "the interface's hardware type",
        PacketMetadata.ReceiveHash => "the receive hash",
        PacketMetadata.Processor => "the processor",
        PacketMetadata.ExclusiveOr => "an exclusive or by the kernel",
        PacketMetadata.VlanTag or PacketMetadata.VlanTagPresent or PacketMetadata.VlanProtocol => "the VLAN tag the kernel has taken off",
        PacketMetadata.PayloadOffset => "where the payload begins",
        PacketMetadata.Random => "a random number",
        PacketMetadata.FromNetworkHeader => "bytes counted from the network header",
        PacketMetadata.FromLinkLayerHeader => "bytes counted from the link-layer header",
        _ => $"the kernel's packet information {(uint)what}",
    };
}
