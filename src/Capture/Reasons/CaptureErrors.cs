using Ebpf.Objects;
using Linux;
using Linux.Network;
using Linux.Processes;

namespace Capture.Reasons;

/// <summary>Why captures cannot be had: a reason each, and what the kernel or the system said.</summary>
internal static partial class CaptureErrors
{
    public static CaptureException UnknownInterface(string name, IEnumerable<string> known) => new(new UnknownInterface(name, [.. known]));

    public static CaptureException UnknownNamespace(string name, IReadOnlyList<string>? known) => new(new UnknownNamespace(name, known));

    public static CaptureException NoSuchProcess(string id) => new(new NoSuchProcess(id));

    public static CaptureException NamespaceNotReadable(string path, SystemCallException failure) =>
        new(new NamespaceNotReadable(path, failure.Errno), cause: failure);

    public static CaptureException NotANamespace(string path) => new(new NotANamespace(path));

    public static CaptureException InterfaceGone(string name, bool moved) => new(new InterfaceGone(name, moved));

    public static CaptureException TooManyMembers(int most, Exception cause) => new(new TooManyMembers(most), cause: cause);

    public static CaptureException TooManyPointsAtOnce(int count, int most) => new(new TooManyPointsAtOnce(count, most));

    public static CaptureException NotRestored(IReadOnlyList<string> interrupted, CaptureException cause, CaptureException failure) =>
        new(new NotRestored(interrupted, cause.Reason, failure.Reason), cause: failure);

    public static CaptureException ProgramVanished(string name, uint id, Exception? cause = null) =>
        new(new ProgramVanished(name, id), cause: cause);

    public static CaptureException KernelTypeMissing(string type, string member) => new(new KernelTypeMissing(type, member));

    public static CaptureException NoKernelBtf(Exception cause) => new(new KernelWithoutBtf(), cause: cause);

    public static CaptureException UnreadableKernelBtf(Exception cause) => new(new KernelBtfUnreadable(cause.Message), cause: cause);

    public static CaptureException CapabilityMissing(Capability capability, CapturePurpose purpose, Exception? cause = null) =>
        CapabilitiesMissing([capability], purpose, cause);

    public static CaptureException CapabilitiesMissing(IReadOnlyList<Capability> missing, CapturePurpose purpose, Exception? cause = null) =>
        new(new CapabilitiesMissing(missing, purpose), cause: cause);

    public static CaptureException MemoryLockTooLow(CapturePurpose purpose, Exception cause) =>
        new(new MemoryLockTooLow(purpose), cause: cause);

    public static CaptureException PolicyForbids(CapturePurpose purpose, Exception cause) => new(new PolicyForbids(purpose), cause: cause);

    public static CaptureException TracingForbidden(string target, Exception cause) => new(new TracingForbidden(target), cause: cause);

    public static CaptureException TracingUnknown(string target, Exception cause) => new(new TracingUnknown(target), cause: cause);

    public static CaptureException KernelTooOld(Version needed, Exception cause) => new(new KernelTooOld(needed), cause: cause);

    public static CaptureException TracingUnsupported(string target, Exception cause) => new(new TracingUnsupported(target), cause: cause);

    public static CaptureException TargetReplaced(string target, Exception cause) => new(new TargetReplaced(target), cause: cause);

    public static CaptureException Lockdown() => new(new KernelLockedDown());

    public static CaptureException VerifierRefused(VerifierException failure, CapturePurpose purpose) =>
        new(new VerifierRefused(purpose, failure.Message), failure.Log, failure);

    public static CaptureException KernelRefused(CapturePurpose purpose, BpfException failure) =>
        new(new KernelRefused(purpose, failure.Message), cause: failure);

    public static CaptureException AttachRefused(string name, XdpMode mode, BpfException failure) =>
        new(new AttachRefused(name, mode, failure.Errno), cause: failure);

    public static CaptureException NotPromiscuous(string name, SystemCallException failure) =>
        new(new NotPromiscuous(name, failure.Errno), cause: failure);
}
