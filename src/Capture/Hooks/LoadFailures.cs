using Capture.Reasons;
using Ebpf.Features;
using Ebpf.Objects;
using Linux;
using Linux.Processes;

namespace Capture.Hooks;

/// <summary>What the kernel's refusals mean. A cause is told on evidence: where the errno leaves it open, the kernel is asked.</summary>
internal static class LoadFailures
{
    /// <summary>kernel/bpf/syscall.c, since 5.8; before, CAP_SYS_ADMIN, which stands for all. Our XDP program stores what the verifier deems
    /// addresses, which takes CAP_PERFMON.</summary>
    private static Capability[] Takes(CapturePurpose purpose) => purpose switch
    {
        TraceProgram => [Capability.Bpf, Capability.Perfmon],
        LoadOwnProgram or AttachOwnProgram => [Capability.Bpf, Capability.Perfmon, Capability.NetAdmin],
        _ => [Capability.Bpf],
    };

    /// <summary>Explains why a map, or a program of ours, could not be made here.</summary>
    public static CaptureException Explain(SystemCallException failure, CapturePurpose purpose) => Explain(failure, purpose, HostPrivileges.Real);

    /// <summary>Explains why a capture program cannot be hooked to the function <paramref name="target"/>, as function@id, here.</summary>
    public static CaptureException ExplainTracing(BpfException failure, string target) =>
        ExplainTracing(failure, target, HostPrivileges.Real, feature => feature.Support);

    internal static CaptureException Explain(SystemCallException failure, CapturePurpose purpose, HostPrivileges here) => failure switch
    {
        VerifierException verifier => Unseen(verifier, purpose, here)
            ?? new CaptureException(new VerifierRefused(purpose, verifier.Message), verifier.Log, verifier),
        _ when failure.Errno == Errno.EPERM => Denied(failure, purpose, here) ?? new CaptureException(new PolicyForbids(purpose), cause: failure),
        _ => new CaptureException(new KernelRefused(purpose, failure.Message, failure.Errno), cause: failure),
    };

    internal static CaptureException ExplainTracing(
        BpfException failure, string target, HostPrivileges here, Func<KernelFeature, FeatureSupport> ask)
    {
        var purpose = new TraceProgram(target);
        if (failure is VerifierException verifier)
        {
            return Unseen(verifier, purpose, here)
                ?? (IsInterpreted(verifier)
                    ? new(new TracingNeedsCompiler(target), verifier.Log, failure)
                    : new CaptureException(new VerifierRefused(purpose, verifier.Message), verifier.Log, verifier));
        }

        if (failure.Errno == Errno.EPERM)
        {
            return Denied(failure, purpose, here) ?? new CaptureException(
                ask(TracingFeatures.Fentry) switch
                {
                    FeatureSupported => new PolicyForbids(purpose), // what allows tracing is against this program
                    FeatureRefused => new TracingForbidden(target),
                    _ => new KernelRefused(purpose, failure.Message, failure.Errno),
                },
                cause: failure);
        }

        return failure.Errno == Errno.EBUSY ? new CaptureException(new TargetReplaced(target), cause: failure)
            : failure.Errno == Errno.EINVAL || failure.Errno == Errno.E2BIG || IsUnsupported(failure.Errno)
                ? Lacking(failure, target, here, ask(TracingFeatures.Fentry))
            : new CaptureException(new KernelRefused(purpose, failure.Message, failure.Errno), cause: failure);
    }

    /// <summary>The kernel lacks what it was asked for, or does not like what it was given: the smallest such program tells.</summary>
    private static CaptureException Lacking(BpfException failure, string target, HostPrivileges here, FeatureSupport fentry) =>
        fentry switch
        {
            FeatureUnsupported when here.Release < TracingFeatures.Fentry.Since =>
                new CaptureException(new KernelTooOld(TracingFeatures.Fentry.Since), cause: failure),
            FeatureUnsupported { Error: var error } when IsUnsupported(error) || IsUnsupported(failure.Errno) =>
                new CaptureException(new TracingUnsupported(target), cause: failure),
            FeatureUnsupported => new CaptureException(new TracingUnknown(target), cause: failure),
            // Attributes that the kernel does not know are E2BIG, too; here it knows them.
            FeatureSupported when failure.Errno == Errno.E2BIG => new CaptureException(new TooManyTraces(target), cause: failure),
            _ => new CaptureException(new KernelRefused(new TraceProgram(target), failure.Message, failure.Errno), cause: failure),
        };

    /// <summary>
    /// The target was loaded when the JIT was off (bpf_check_attach_target in kernel/bpf/verifier.c, Linux 5.5): its own words, since what
    /// programs loaded now would be is another question.
    /// </summary>
    private static bool IsInterpreted(VerifierException failure) => failure.Log.Contains("only JITed progs", StringComparison.Ordinal);

    /// <summary>The kernel's own number, and the one it should have been.</summary>
    private static bool IsUnsupported(Errno error) => error == Errno.ENOTSUPP || error == Errno.EOPNOTSUPP;

    /// <summary>Without CAP_PERFMON it is the verifier that refuses, with a log that blames the program.</summary>
    private static CaptureException? Unseen(VerifierException failure, CapturePurpose purpose, HostPrivileges here) =>
        PermissionDenial.MissingOf(Takes(purpose), here) is { Count: > 0 } missing
            ? new CaptureException(new CapabilitiesMissing(missing, purpose), cause: failure)
            : null;

    /// <summary>Why it is EPERM; null where a policy is all that is left.</summary>
    private static CaptureException? Denied(SystemCallException failure, CapturePurpose purpose, HostPrivileges here) =>
        Denials.OfBpf(Takes(purpose), purpose, here) is { } reason ? new CaptureException(reason, cause: failure) : null;
}
