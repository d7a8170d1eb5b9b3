using Capture.Reasons;
using Linux;
using Linux.Network;
using Linux.Processes;

namespace Xdpdump.Sentences;

/// <summary>What the kernel lacks or refuses.</summary>
internal static class KernelSentences
{
    public static string Of(KernelReason reason) => reason switch
    {
        KernelLockedDown =>
            "the kernel is locked down (confidentiality), which keeps BPF programs from reading packets; boot without it to capture",
        KernelWithoutBtf =>
            "this kernel offers no BTF type information (/sys/kernel/btf/vmlinux); capture at an XDP program needs a kernel built "
            + "with CONFIG_DEBUG_INFO_BTF, but --load-xdp-program works without",
        KernelBtfHidden =>
            "this kernel's BTF type information (/sys/kernel/btf/vmlinux) is hidden from this process, as in some containers; mount sysfs "
            + "or that file for it to capture at an XDP program; --load-xdp-program works without",
        KernelBtfUnreadable one =>
            $"this kernel's BTF type information cannot be read ({one.Problem}); please report the kernel's version",
        KernelTypeMissing one =>
            $"this kernel's BTF has no {one.Type}.{one.Member}, without which packets cannot be found; "
            + "please report the kernel's version",
        CapabilitiesMissing { Capabilities: [var only] } one =>
            $"{Name(only)} is missing, which it takes to {PurposeSentences.Of(one.Purpose)}; run as root or grant the capability",
        CapabilitiesMissing one =>
            $"{string.Join(", ", one.Capabilities.SkipLast(1).Select(Name))} and {Name(one.Capabilities[^1])} are missing, which it "
            + $"takes to {PurposeSentences.Of(one.Purpose)}; run as root or grant these capabilities",
        DeniedInUserNamespace { Purpose: CaptureThroughLibPcap } one =>
            $"the kernel does not let processes in a user namespace {PurposeSentences.Of(one.Purpose)}: capabilities of a user namespace "
            + "count only in network namespaces that belong to it",
        DeniedInUserNamespace one =>
            $"the kernel does not let processes in a user namespace {PurposeSentences.Of(one.Purpose)}: capabilities of a user namespace "
            + "do not count for BPF; run as root of the machine itself",
        MemoryLockTooLow one =>
            $"the memory-lock limit (ulimit -l) is too low to {PurposeSentences.Of(one.Purpose)} and may not be raised here; raise it or "
            + "run as root",
        PolicyForbids one =>
            $"the kernel forbids to {PurposeSentences.Of(one.Purpose)} although the capabilities are there: a security policy of this "
            + "machine",
        VerifierRefused one =>
            $"the kernel's verifier refused to {PurposeSentences.Of(one.Purpose)}: {one.Said} (-vv shows its log)",
        KernelRefused one => $"the kernel refused to {PurposeSentences.Of(one.Purpose)}: {one.Said}",
        AttachRefused one =>
            $"our XDP program cannot be attached to {one.Interface} in {XdpModes.Word(one.Mode)} mode: {one.Error}; "
            + (one.Error == Errno.EBUSY, one.Mode) switch
            {
                (true, _) => "another XDP program is there",
                (_, XdpMode.Offloaded) => "that takes a network card which runs BPF programs itself: try --load-xdp-mode native",
                (_, XdpMode.Generic) => "the interface may be of a kind that has no XDP, or going away",
                _ => "the driver may not know that mode or the MTU may be too large for it: try --load-xdp-mode skb, or unspecified, which "
                    + "gives each of several interfaces the mode that its driver has",
            },
        _ => throw Sentence.Unknown(reason),
    };

    public static string Name(Capability capability) => capability switch
    {
        Capability.NetAdmin => "CAP_NET_ADMIN",
        Capability.NetRaw => "CAP_NET_RAW",
        Capability.SysAdmin => "CAP_SYS_ADMIN",
        Capability.Syslog => "CAP_SYSLOG",
        Capability.Perfmon => "CAP_PERFMON",
        Capability.Bpf => "CAP_BPF",
        _ => $"capability {(int)capability}",
    };
}
