using Capture.Targets;

namespace Capture;

/// <summary>What a person is told while a capture goes on: what happened to an interface, and what that means for the capture.</summary>
internal static class CaptureNotices
{
    public static string SoFar(IReadOnlyList<PointStatistics> points)
    {
        var (captured, lost) = PointStatistics.Sum(points);
        return $"so far {captured} packets captured, {lost} packets dropped by ring";
    }

    /// <summary>What no record could tell of; null where there is nothing.</summary>
    public static string? LostAtEnd(PointStatistics point) => point.LostAtEnd == 0
        ? null
        : $"{point.LostAtEnd} of the {point.Lost} packets dropped here were dropped at the end, where no packet's drop count tells of them";

    public const string
        NoNumber = "it is declared to return no number, or takes arguments that are not a register each",
        ReturnDropped = "no caller reads what it returns, so that the compiler may have dropped it; make the function global (not static) "
            + "to see it",
        InstructionsHidden = "the kernel does not hand over the program's instructions, which would show whether a caller reads what it "
            + "returns; run as root, or make the function global (not static)",
        InstructionsUnknown = "not all of the program's instructions are known here, so that it cannot be seen whether a caller reads what "
            + "it returns; make the function global (not static)";

    public static string ContextUnknown(TargetFunction function, bool asksMain) =>
        $"the kernel does not take the arguments of function {function.Title} to be as declared: probably the compiler removed or changed "
        + "some, as it may in a static function. Only runs whose first argument is proven to be the packet's context are captured, the others "
        + $"count as dropped. Make the function global (not static) and have it use ctx, or capture at {function.CalledWithin!.Title}"
        + (asksMain ? "; --action asks what the main function returns" : "");

    public static string ReturnUnknown(TargetFunction function) =>
        $"records at the exit of function {function.Title} tell no action: {function.ReturnUnknown}";

    public static string Detached(string name) =>
        $"{name}: its XDP program was detached; nothing is captured there until another one is attached";

    public static string Following(string name, bool isRetyped, IReadOnlyList<CapturedProgram> programs) =>
        $"{name}: {(isRetyped ? "its link type" : "its XDP programs")} changed; now capturing at {Titles(programs)}";

    private static string Titles(IReadOnlyList<CapturedProgram> programs) =>
        string.Join(", ", programs.Select(program => $"ID {program.ProgramId} func {program.FunctionName}"));

    public static string LeftLegacy(string name, IReadOnlyList<CapturedProgram> programs) =>
        $"{name}: an XDP program was attached; capture goes on at {Titles(programs)}, which sees packets that come in, before the network "
        + "stack; those that came in the meantime may be captured twice, once in legacy mode";

    public static string Interrupted(string name, string by) =>
        $"{name}: packets that came while capture was prepared on {by}, which runs the same XDP program now, are missing";

    public static string CannotLook(string reason) =>
        $"what becomes of the interfaces cannot be told, so changes of their XDP programs are not followed until it can: {reason}";

    public static string CannotFollowYet(string name, string reason) =>
        $"{name}: its XDP programs changed, and nothing is captured there while they cannot be looked up: {reason}";

    public static string CannotFollow(string name, bool isRetyped, string reason) => isRetyped
        ? $"{name}: its link type changed, and nothing is captured there until it changes again: {reason}"
        : $"{name}: its XDP programs changed, and nothing is captured there until they change again: {reason}";

    public static string SlaveCame(string name, string slave) =>
        $"{name}: slave {slave} came; packets that the XDP program sees there are captured from now on, those before this are missing";

    public static string SlaveNotFollowed(string name, string slave, string reason) =>
        $"{name}: slave {slave} came, and packets that the XDP program sees there are not captured: {reason}";

    public static string SlaveLeft(string name, string slave) => $"{name}: slave {slave} left; nothing is captured there any more";

    public static string SlavesUnknown(string name, string reason) =>
        $"{name}: its slaves may have changed, and packets of new ones are not captured while they cannot be looked up: {reason}";

    public static string WentDown(string name) => $"{name}: the interface went down";

    public static string CameUp(string name) => $"{name}: the interface is up";

    public static string Renamed(string name, string now) => $"{name}: the interface is called {now} now";

    public static string Retyped(string name, ushort linkType) =>
        $"{name}: its packets are of link type {LinkTypes.NameOf(linkType)} from now on"
        + (linkType == LinkTypes.Unknown ? ", since it is not known what they begin with" : "");

    public static string Gone(string name, bool moved) =>
        $"{name}: the interface is gone, it was {(moved ? "moved to another network namespace" : "removed")}; the others are still captured on";

    public static string StaysInLegacy(string name, string reason) =>
        $"{name}: an XDP program was attached; capture goes on in legacy mode, which sees what that program passes on: {reason}";

    public static string WentToLegacy(string name) =>
        $"{name}: its XDP program was detached; capture goes on in legacy mode: through libpcap, as the network stack sees packets, those that "
        + "are sent too. Packets between the two are missing";

    public static string StillInLegacy(string name) =>
        $"{name}: its XDP program, which was not captured at, was detached; capture goes on in legacy mode";

    public static string ReopenedInLegacy(string name) => $"{name}: legacy capture began anew; packets in between are missing";

    public static string NotEvenInLegacy(string name, string reason) =>
        $"{name}: there is no XDP program any more, and nothing is captured there until one is attached or libpcap can capture: {reason}";
}
