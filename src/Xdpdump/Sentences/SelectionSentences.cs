using Capture.Model;
using Capture.Reasons;

namespace Xdpdump.Sentences;

/// <summary>What is asked of packets and cannot be answered.</summary>
internal static class SelectionSentences
{
    public static string Of(SelectionReason reason) => reason switch
    {
        OwnProgramChangesNothing one =>
            $"--only-modified would never show a packet on {one.Interface}: the program that is loaded there changes none; leave one of "
            + "--only-modified and --load-xdp-program out, or attach your XDP program first",
        OwnProgramPasses one =>
            $"--action without pass would never show a packet on {one.Interface}: the program that is loaded there passes every packet; "
            + "leave one of --action and --load-xdp-program out, or attach your XDP program first",
        LegacyCannotSelect one => $"{Option(one)} asks an XDP program, and {one.Interface} has none; attach one first"
            + (one.Question is not (XdpQuestion.Action or XdpQuestion.Changes) ? ", or load one that only captures with --load-xdp-program" : ""),
        LegacyKnowsEntryOnly one =>
            $"interface {one.Interface} has no XDP program that could decide about packets, so --rx-capture exit cannot be had; "
            + "legacy capture knows entry only: load a program first, or use --load-xdp-program",
        PcapHasOneLinkType one =>
            $"all packets of a classic pcap file have one link type, and {one.Interface} has {one.LinkTypeName} now, not "
            + $"{LinkTypes.NameOf(one.FileLinkType)}; start the capture again, or leave --use-pcap out",
        _ => throw Sentence.Unknown(reason),
    };

    private static string Option(LegacyCannotSelect reason) => reason.Question switch
    {
        XdpQuestion.Action => "--action",
        XdpQuestion.Changes => "--only-modified",
        XdpQuestion.Queue => "--rx-queue",
        XdpQuestion.Sample => "--sample",
        _ => "--filter-at exit",
    };
}
