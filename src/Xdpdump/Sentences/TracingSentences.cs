using Capture.Reasons;

namespace Xdpdump.Sentences;

/// <summary>Why XDP programs cannot be traced here.</summary>
internal static class TracingSentences
{
    private const string OwnWorks = "on an interface without an XDP program --load-xdp-program still works";

    public static string Of(TracingReason reason) => reason switch
    {
        TracingForbidden one =>
            "this machine's kernel forbids fentry/fexit programs by policy (EPERM although the capabilities are there), so XDP program "
            + $"{one.Target} cannot be traced here; {OwnWorks}",
        TracingUnknown one =>
            $"this kernel does not know fentry/fexit on XDP programs (EINVAL), so XDP program {one.Target} cannot be traced; it needs "
            + $"Linux 5.5 or later with CONFIG_DEBUG_INFO_BTF and the BPF JIT; {OwnWorks}",
        KernelTooOld one =>
            $"this kernel is too old to trace XDP programs: fentry/fexit on them needs Linux {one.Needed} or later; {OwnWorks}",
        TracingUnsupported one =>
            $"this kernel cannot hook into BPF programs on this processor (ENOTSUPP), so XDP program {one.Target} cannot be traced; "
            + OwnWorks,
        TracingNeedsCompiler one =>
            $"the kernel interprets XDP program {one.Target}, which was loaded while the BPF JIT was off, and can trace only what is "
            + $"compiled: see to it that the JIT is on (sysctl net.core.bpf_jit_enable=1) and load the program anew; {OwnWorks}",
        TooManyTraces one =>
            $"XDP program {one.Target} is traced by as many programs as the kernel allows (E2BIG): end other captures or tracers there; "
            + "bpftool link shows who they are",
        TargetReplaced one =>
            $"XDP program {one.Target} cannot be traced because another program replaces its function (EBUSY), as libxdp's dispatcher "
            + "does with a single program",
        _ => throw Sentence.Unknown(reason),
    };
}
