using Capture.Reasons;

namespace Xdpdump.Sentences;

/// <summary>Packets that will not be seen, though an interface is captured on.</summary>
internal static class VisibilitySentences
{
    public static string Of(VisibilityReason reason) => reason switch
    {
        ProgramBelow one =>
            $"{one.Lower}, below {one.Interface}, has XDP program {one.Program}, which sees packets first and may keep them: "
            + $"-i {one.Lower} captures there",
        ProgramBelowElsewhere one =>
            $"{one.Lower}, below {one.Interface} in the network namespace with id {one.NamespaceId} (ip netns list-id), has XDP program "
            + $"{one.Program}, which sees packets first and may keep them: --netns NAME -i {one.Lower} captures there",
        LowerElsewhere one =>
            $"what {one.Interface} is on is in another network namespace: it cannot be told here if an XDP program there sees packets first "
            + "and keeps some; xdpdump -D --netns NAME tells, or -D outside of the container",
        LowerUnknown one =>
            $"it cannot be told if an XDP program sees packets before {one.Interface} gets them: {one.Said}",
        ProgramAbove one =>
            $"{one.Interface} belongs to {one.Master}, whose XDP program {one.Program} runs on its packets first and may keep them: "
            + $"-i {one.Master} captures there",
        IsDown one =>
            $"{one.Interface} is down, so that nothing is captured until it is up: ip link set {one.Interface} up",
        NoCarrier { Peer: { } peer } one =>
            $"{one.Interface} has no carrier, so that nothing is captured until it has: its peer {peer} is down; ip link set {peer} up",
        NoCarrier one =>
            $"{one.Interface} has no carrier, so that nothing is captured until it has: a cable may be out, or the other end down",
        QueuesMissing one =>
            $"{one.Interface} has {one.Count} receive queue{(one.Count == 1 ? "" : "s")}{(one.IsForNow ? " now" : "")}, numbered from 0: "
            + $"--rx-queue {one.Queues} asks for what no packet comes by"
            + (one.IsForNow ? $" until ethtool -L {one.Interface} gives it more" : ""),
        OwnSource one =>
            $"the filter wants packets from {one.Address}, which is {one.Owner}'s own address: {one.Interface} sends those, and XDP programs "
            + $"see only what it receives; packets to that address match dst {one.Address}",
        _ => throw Sentence.Unknown(reason),
    };
}
