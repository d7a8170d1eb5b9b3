using Capture.Reasons;
using Capture.Targets;

namespace Capture;

/// <summary>What is told while a capture goes on: what happened to an interface, and what that means for the capture.</summary>
internal static class CaptureNotices
{
    public static CaptureNotice ContextUnknown(TargetFunction function, bool asksMain) =>
        new ContextDoubtful(function.Title, function.CalledWithin!.Title, asksMain);

    public static CaptureNotice ReturnUnknown(TargetFunction function) => new ActionNotTold(function.Title, function.ReturnUnknown!.Value);

    public static CaptureNotice Detached(string name) => new ProgramDetached(name);

    public static CaptureNotice Following(string name, bool isRetyped, IReadOnlyList<CapturedProgram> programs) =>
        new ProgramsFollowed(name, isRetyped, programs);

    public static CaptureNotice CannotLook(string reason) => new ChangesNotTold(reason);

    public static CaptureNotice CannotFollowYet(string name, string reason) => new ProgramsNotTold(name, reason);

    public static CaptureNotice LeftLegacy(string name, IReadOnlyList<CapturedProgram> programs) => new LegacyLeft(name, programs);

    public static CaptureNotice Interrupted(string name, string by) => new CaptureInterrupted(name, by);

    public static CaptureNotice CannotFollow(string name, bool isRetyped, CaptureReason reason) =>
        new ProgramsNotFollowed(name, isRetyped, reason);

    public static CaptureNotice SlaveCame(string name, string slave) => new SlaveCame(name, slave);

    public static CaptureNotice SlaveNotFollowed(string name, string slave, CaptureReason reason) => new SlaveNotFollowed(name, slave, reason);

    public static CaptureNotice SlaveLeft(string name, string slave) => new SlaveLeft(name, slave);

    public static CaptureNotice SlavesUnknown(string name, string reason) => new SlavesNotTold(name, reason);

    public static CaptureNotice WentDown(string name) => new InterfaceWentDown(name);

    public static CaptureNotice CameUp(string name) => new InterfaceCameUp(name);

    public static CaptureNotice Renamed(string name, string now) => new InterfaceRenamed(name, now);

    public static CaptureNotice Retyped(string name, ushort linkType) => new InterfaceRetyped(name, linkType);

    public static CaptureNotice Gone(string name, bool moved) => new InterfaceLeft(name, moved);

    public static CaptureNotice Ended(string name, CaptureReason reason) => new InterfaceEnded(name, reason);

    public static CaptureNotice StaysInLegacy(string name, CaptureReason reason) => new ProgramAttachedInLegacy(name, reason);

    public static CaptureNotice StaysInLegacy(string name, string said) => new ProgramNotToldInLegacy(name, said);

    public static CaptureNotice WentToLegacy(string name) => new LegacyEntered(name);

    public static CaptureNotice StillInLegacy(string name) => new ProgramDetachedInLegacy(name);

    public static CaptureNotice ReopenedInLegacy(string name) => new LegacyReopened(name);

    public static CaptureNotice NotEvenInLegacy(string name, CaptureReason reason) => new LegacyRefused(name, reason);
}
