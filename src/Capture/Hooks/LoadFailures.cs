using Capture.Reasons;
using Ebpf.Objects;
using Linux;
using Linux.Processes;

namespace Capture.Hooks;

/// <summary>What the kernel's refusals mean. The same EPERM has three causes, told apart by what else is known.</summary>
internal static class LoadFailures
{
    /// <summary>Before this release BPF memory counts against RLIMIT_MEMLOCK, and too little of it is EPERM too.</summary>
    private static readonly Version ChargesMemoryToCgroup = new(5, 11);

    /// <summary>First release that attaches fentry and fexit to BPF programs.</summary>
    private static readonly Version TracesPrograms = new(5, 5);

    /// <summary>Explains why a map, or a program of ours, could not be made here.</summary>
    public static CaptureException Explain(BpfException failure, CapturePurpose purpose) => Explain(failure, purpose, Circumstances.Real);

    /// <summary>Explains why a capture program cannot be hooked to the function <paramref name="target"/>, as function@id, here.</summary>
    public static CaptureException ExplainTracing(BpfException failure, string target) => ExplainTracing(failure, target, Circumstances.Real);

    internal static CaptureException Explain(BpfException failure, CapturePurpose purpose, Circumstances here) => failure switch
    {
        VerifierException verifier => MissingCapability(failure, purpose, here) ?? CaptureErrors.VerifierRefused(verifier, purpose),
        _ when failure.Errno == Errno.EPERM => MissingCapability(failure, purpose, here)
            ?? MemoryLock(failure, purpose, here)
            ?? CaptureErrors.PolicyForbids(purpose, failure),
        _ => CaptureErrors.KernelRefused(purpose, failure),
    };

    internal static CaptureException ExplainTracing(BpfException failure, string target, Circumstances here)
    {
        var purpose = new TraceProgram(target);
        if (failure is VerifierException verifier)
            return MissingCapability(failure, purpose, here) ?? CaptureErrors.VerifierRefused(verifier, purpose);
        if (failure.Errno == Errno.EPERM)
        {
            return MissingCapability(failure, purpose, here)
                ?? MemoryLock(failure, purpose, here)
                ?? CaptureErrors.TracingForbidden(target, failure);
        }

        if (failure.Errno == Errno.ENOTSUPP || failure.Errno == Errno.EOPNOTSUPP)
            return CaptureErrors.TracingUnsupported(target, failure);
        if (failure.Errno == Errno.EINVAL && here.Release < TracesPrograms)
            return CaptureErrors.KernelTooOld(TracesPrograms, failure);
        if (failure.Errno == Errno.EINVAL)
            return CaptureErrors.TracingUnknown(target, failure);
        return failure.Errno == Errno.EBUSY ? CaptureErrors.TargetReplaced(target, failure) : CaptureErrors.KernelRefused(purpose, failure);
    }

    /// <summary>Without CAP_PERFMON it is the verifier that refuses, with a log that blames the program.</summary>
    private static CaptureException? MissingCapability(BpfException failure, CapturePurpose purpose, Circumstances here)
    {
        if (here.Has(Capability.SysAdmin))
            return null;
        Capability[] missing =
            [.. new[] { Capability.Bpf, Capability.Perfmon, Capability.NetAdmin }.Where(needed => !here.Has(needed))];
        return missing.Length == 0 ? null : CaptureErrors.CapabilitiesMissing(missing, purpose, failure);
    }

    private static CaptureException? MemoryLock(BpfException failure, CapturePurpose purpose, Circumstances here) =>
        here.Release < ChargesMemoryToCgroup && !here.TryRaiseMemoryLock()
            ? CaptureErrors.MemoryLockTooLow(purpose, failure)
            : null;
}
