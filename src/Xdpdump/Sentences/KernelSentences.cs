using Capture.Reasons;
using Linux;
using Linux.Network;
using Linux.Processes;

namespace Xdpdump.Sentences;

/// <summary>What the kernel lacks or refuses.</summary>
internal static class KernelSentences
{
    /// <summary>What a common MTU takes, tags and tunnels included.</summary>
    private const int ShortPackets = 1600;

    public static string Of(KernelReason reason) => reason switch
    {
        KernelLockedDown =>
            "the kernel is locked down (confidentiality), which keeps BPF programs from reading packets; boot without it to capture",
        KernelWithoutBtf =>
            "this kernel offers no BTF type information (/sys/kernel/btf/vmlinux); capture at an XDP program needs a kernel built "
            + "with CONFIG_DEBUG_INFO_BTF, but --load-xdp-program works without",
        KernelBtfHidden =>
            "this kernel's BTF type information (/sys/kernel/btf/vmlinux) is hidden from this process, as in some containers; mount sysfs "
            + "or that file for it, or name a copy of it with --btf FILE, to capture at an XDP program; --load-xdp-program works without",
        BtfFileUnusable one => $"the kernel's type information cannot be read from {one.Path}: {one.Problem}",
        BtfFileOfAnother one =>
            $"{one.Path} has the type information of another kernel: {one.Length} bytes, where this kernel's has {one.KernelLength}; take "
            + "/sys/kernel/btf/vmlinux of this very machine, or the vmlinux of its kernel package",
        KernelBtfUnreadable one =>
            $"this kernel's BTF type information cannot be read ({one.Problem}); please report the kernel's version",
        KernelTypeMissing one =>
            $"this kernel's BTF has no {one.Type}.{one.Member}, without which packets cannot be found; "
            + "please report the kernel's version",
        CapabilitiesMissing one =>
            $"{List(one.Capabilities)} missing, which it takes to {PurposeSentences.Of(one.Purpose)}; "
            + CapabilityAdvice.For(one, Environment.ProcessPath ?? "xdpdump"),
        DeniedInUserNamespace { Purpose: CaptureThroughLibPcap or MakePromiscuous or EnterNamespace } one =>
            $"the kernel does not let processes in a user namespace {PurposeSentences.Of(one.Purpose)}: capabilities of a user namespace "
            + "count only in network namespaces that belong to it",
        DeniedInUserNamespace one =>
            $"the kernel does not let processes in a user namespace {PurposeSentences.Of(one.Purpose)}: capabilities of a user namespace "
            + "do not count for BPF; run as root of the machine itself",
        MemoryLockTooLow one =>
            $"the memory-lock limit (ulimit -l) is too low to {PurposeSentences.Of(one.Purpose)} and may not be raised here; raise it or "
            + "run as root",
        KernelLacks one =>
            $"this kernel has no {one.Feature}: to capture at the XDP layer it takes Linux {one.Since} or later",
        NoMemoryForRings one =>
            $"there is no memory for the rings ({one.Said}): {one.Cpus} CPUs take {one.Size / 1024} KiB each, so that two packets of "
            + $"{one.SnapLength} bytes fit in. "
            + (one.SnapLength > ShortPackets ? $"Keep less of each packet (-s {ShortPackets}), or raise" : "Raise")
            + " the limit that is met (a container's or a service's memory limit, ulimit -v)",
        PolicyForbids one =>
            $"the kernel forbids to {PurposeSentences.Of(one.Purpose)} although the capabilities are there: a security policy of this "
            + "machine",
        VerifierRefused one =>
            $"the kernel's verifier refused to {PurposeSentences.Of(one.Purpose)}: {one.Said} (-vv shows its log)",
        KernelRefused one => $"the kernel refused to {PurposeSentences.Of(one.Purpose)}: {one.Said}{ErrnoAdvice.For(one.Error)}",
        AttachRefused one =>
            $"our XDP program cannot be attached to {one.Interface} in {XdpModes.Word(one.Mode)} mode: {one.Error}"
            + (one.Said is null ? "" : $", \"{one.Said}\"") + AttachAdvice(one),
        _ => throw Sentence.Unknown(reason),
    };

    /// <summary>What the kernel said is all that is known of the cause.</summary>
    private static string AttachAdvice(AttachRefused refusal) =>
        refusal.Error == Errno.EBUSY || refusal.Error == Errno.EEXIST ? "; another XDP program is there by now"
        : refusal.Error == Errno.ENODEV ? "; the interface is gone"
        : ErrnoAdvice.For(refusal.Error) is { Length: > 0 } advice ? advice
        : refusal.Mode switch
        {
            XdpMode.Native => "; --load-xdp-mode skb runs it in the network stack, with any driver, and unspecified in the driver where "
                + "that can be, for each of several interfaces",
            XdpMode.Offloaded => "; that takes a network card which runs BPF programs itself: try --load-xdp-mode native",
            _ => "",
        };

    private static string List(IReadOnlyList<Capability> capabilities) => capabilities is [var only]
        ? $"{CapabilityAdvice.Name(only)} is"
        : $"{string.Join(", ", capabilities.SkipLast(1).Select(CapabilityAdvice.Name))} and {CapabilityAdvice.Name(capabilities[^1])} are";
}
