using Capture.Model;
using Capture.Reasons;

namespace Xdpdump.Sentences;

/// <summary>What is told while a capture goes on.</summary>
internal static class NoticeSentences
{
    private const string StaysInLegacy =
        "an XDP program was attached; capture goes on in legacy mode, which sees what that program passes on";

    public static string Of(CaptureNotice notice) => notice switch
    {
        CountsSoFar one => Of(one),
        ContextDoubtful one =>
            $"the kernel does not take the arguments of function {one.Function} to be as declared: probably the compiler removed or "
            + "changed some, as it may in a static function. Only runs whose first argument is proven to be the packet's context are "
            + "captured, the others count as dropped. Make the function global (not static) and have it use ctx, or capture at "
            + one.Program
            + (one.ActionIsOfProgram ? "; --action asks what the main function returns" : ""),
        ActionNotTold one => $"records at the exit of function {one.Function} tell no action: {FunctionSentences.Of(one.Doubt)}",
        ChangesNotTold one =>
            $"what becomes of the interfaces cannot be told, so changes of their XDP programs are not followed until it can: {one.Said}",
        InterfaceNotice one => $"{one.Interface}: {Of(one)}",
        _ => throw Sentence.Unknown(notice),
    };

    private static string Of(CountsSoFar notice)
    {
        var (captured, lost) = PointStatistics.Sum(notice.Points);
        lost = notice.SkippedAtShared.Aggregate(lost, (sum, one) => sum + one.Runs);
        return $"so far {captured} packets captured, {lost} packets dropped by ring";
    }

    private static string Of(InterfaceNotice notice) => notice switch
    {
        ProgramDetached => "its XDP program was detached; nothing is captured there until another one is attached",
        ProgramsFollowed one => $"{(one.IsRetyped ? "its link type" : "its XDP programs")} changed; now capturing at {Titles(one.Programs)}",
        ProgramsNotFollowed { IsRetyped: true } one =>
            $"its link type changed, and nothing is captured there until it changes again: {Sentence.Of(one.Reason)}",
        ProgramsNotFollowed one =>
            $"its XDP programs changed, and nothing is captured there until they change again: {Sentence.Of(one.Reason)}",
        ProgramsNotTold one => $"its XDP programs changed, and nothing is captured there while they cannot be looked up: {one.Said}",
        SlaveCame one =>
            $"slave {one.Slave} came; packets that the XDP program sees there are captured from now on, those before this are missing",
        SlaveNotFollowed one =>
            $"slave {one.Slave} came, and packets that the XDP program sees there are not captured: {Sentence.Of(one.Reason)}",
        SlaveLeft one => $"slave {one.Slave} left; nothing is captured there any more",
        SlavesNotTold one =>
            $"its slaves may have changed, and packets of new ones are not captured while they cannot be looked up: {one.Said}",
        InterfaceWentDown => "the interface went down",
        InterfaceCameUp => "the interface is up",
        InterfaceRenamed one => $"the interface is called {one.Now} now",
        InterfaceRetyped one => $"its packets are of link type {LinkTypes.NameOf(one.LinkType)} from now on"
            + (one.LinkType == LinkTypes.Unknown ? ", since it is not known what they begin with" : ""),
        InterfaceLeft one =>
            $"the interface is gone, it was {InterfaceSentences.Departure(one.WasMoved)}; the others are still captured on",
        InterfaceEnded one => Sentence.Of(one.Reason),
        CaptureInterrupted one =>
            $"packets that came while capture was prepared on {one.By}, which runs the same XDP program now, are missing",
        ProgramAttachedInLegacy one => $"{StaysInLegacy}: {Sentence.Of(one.Reason)}",
        ProgramNotToldInLegacy one => $"{StaysInLegacy}: {one.Said}",
        ProgramDetachedInLegacy => "its XDP program, which was not captured at, was detached; capture goes on in legacy mode",
        LegacyLeft one => $"an XDP program was attached; capture goes on at {Titles(one.Programs)}, which sees packets that come in, before "
            + "the network stack; those that came in the meantime may be captured twice, once in legacy mode",
        LegacyEntered =>
            "its XDP program was detached; capture goes on in legacy mode: through libpcap, as the network stack sees packets, those that are "
            + "sent too. Packets between the two are missing",
        LegacyReopened => "legacy capture began anew; packets in between are missing",
        LegacyRefused one =>
            "there is no XDP program any more, and nothing is captured there until one is attached or libpcap can capture: "
            + Sentence.Of(one.Reason),
        _ => throw Sentence.Unknown(notice),
    };

    private static string Titles(IReadOnlyList<CapturedFunction> programs) =>
        string.Join(", ", programs.Select(program => $"ID {program.ProgramId} func {program.FunctionName}"));
}
