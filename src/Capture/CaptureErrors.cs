using Ebpf.Objects;
using Ebpf.Sys;
using Ebpf.Xdp;

namespace Capture;

/// <summary>Every sentence a person reads when a capture cannot be had, in one place: what happened, then what to do.</summary>
internal static partial class CaptureErrors
{
    private const string JumboLimit = "jumbo frames are kept only up to the end of their first buffer";

    public static CaptureException UnknownInterface(string name, IEnumerable<string> known) =>
        new($"there is no interface '{name}' in this network namespace; there are: {string.Join(", ", known)}");

    public static CaptureException UnknownNamespace(string name, IReadOnlyList<string>? known) =>
        new($"there is no network namespace '{name}'; " + known switch
        {
            null => "which there are cannot be listed (/run/netns), but a path or a process id will do",
            { Count: 0 } => "none has a name here, but a path or a process id will do",
            _ => $"there are: {string.Join(", ", known)}",
        });

    public static CaptureException NoSuchProcess(string id) =>
        new($"there is no process {id} to capture in the network namespace of, nor a namespace of that name (ip netns lists them)");

    public static CaptureException NamespaceNotReadable(string path, SystemCallException failure) =>
        new($"the network namespace {path} cannot be opened: {failure.Errno}; "
            + (failure.Errno == Errno.EACCES && path.StartsWith("/proc/", StringComparison.Ordinal)
                ? "another user's process takes CAP_SYS_PTRACE; run as root or grant the capability"
                : "check the path and who may read it"), cause: failure);

    public static CaptureException NotANamespace(string path) =>
        new($"{path} is not a network namespace; give a name that ip netns lists, a path such as /proc/PID/ns/net, or a process id");

    public static CaptureException NothingToAttachTo(string name) =>
        new($"interface {name} has no XDP program to capture at; load one first, or use --load-xdp-program to capture "
            + "with a program of our own that passes every packet on");

    public static CaptureException NothingToAttachToAmongSeveral(string name) =>
        new($"interface {name} has no XDP program to capture at, and others have; capture on it alone, or use --load-xdp-program to "
            + "capture there with a program of our own that passes every packet on");

    public static CaptureException NoProgramToName(string name) =>
        new($"interface {name} has no XDP program, so there is none that -p could name; leave -p out");

    public static CaptureException InterfaceGone(string name, bool moved) =>
        new($"interface {name} is gone: it was {(moved ? "moved to another network namespace" : "removed")}; what was captured is kept");

    public static CaptureException TooManyMembers(int most, Exception cause) =>
        new($"{most} interfaces that share XDP programs, slaves among them, are the most that one capture takes; start another one for some "
            + "of them", cause: cause);

    public static CaptureException TooManyPointsAtOnce(int count, int most) =>
        new($"{count} capture points more are too many for one capture, which has room for {most} at a time; name fewer programs with -p, or "
            + "start several captures on fewer interfaces each");

    public static CaptureException NotRestored(IReadOnlyList<string> interrupted, CaptureException cause, CaptureException failure) =>
        new($"{cause.Message}; and on {string.Join(", ", interrupted)}, where the same program runs, nothing is captured any more: "
            + failure.Message, cause: failure);

    public static CaptureException ProgramVanished(string name, uint id, Exception? cause = null) =>
        new($"XDP program {id} on {name} was gone before it could be opened; try again", cause: cause);

    public static CaptureException Offloaded(string name, uint id) =>
        new($"XDP program {id} on {name} is offloaded to hardware: it runs in the network card, where the kernel cannot trace it; "
            + "attach it in native or skb mode to capture at it");

    public static CaptureException NoBtf(string program, uint id) =>
        new($"XDP program {program}@{id} was loaded without BTF type information, which the kernel needs to trace it; "
            + "compile it with -g (clang, target bpf) and load it with a loader that passes BTF on, such as libbpf or xdp-loader");

    public static CaptureException NoFunctionInfo(string program, uint id) =>
        new($"XDP program {program}@{id} has BTF but no func_info, so its function is not known to the kernel; "
            + "load it with a loader that passes .BTF.ext on, such as libbpf or xdp-loader");

    public static CaptureException UnreadableProgramBtf(string program, uint id, Exception cause) =>
        new($"the BTF type information of XDP program {program}@{id} cannot be read ({cause.Message})", cause: cause);

    public static CaptureException KernelTypeMissing(string type, string member) =>
        new($"this kernel's BTF has no {type}.{member}, without which packets cannot be found; "
            + "please report the kernel's version");

    public static CaptureException NoKernelBtf(Exception cause) =>
        new("this kernel offers no BTF type information (/sys/kernel/btf/vmlinux); capture at an XDP program needs a kernel built "
            + "with CONFIG_DEBUG_INFO_BTF, but --load-xdp-program works without", cause: cause);

    public static CaptureException UnreadableKernelBtf(Exception cause) =>
        new($"this kernel's BTF type information cannot be read ({cause.Message}); please report the kernel's version", cause: cause);

    public static CaptureException CapabilityMissing(Capability capability, string purpose, Exception? cause = null) =>
        new($"{Name(capability)} is missing, which it takes to {purpose}; run as root or grant the capability", cause: cause);

    public static CaptureException CapabilitiesMissing(IReadOnlyList<Capability> several, string purpose, Exception? cause = null) =>
        new($"{string.Join(", ", several.SkipLast(1).Select(Name))} and {Name(several[^1])} are missing, which it takes to {purpose}; "
            + "run as root or grant these capabilities", cause: cause);

    public static CaptureException MemoryLockTooLow(string purpose, Exception cause) =>
        new($"the memory-lock limit (ulimit -l) is too low to {purpose} and may not be raised here; raise it or run as root", cause: cause);

    public static CaptureException PolicyForbids(string purpose, Exception cause) =>
        new($"the kernel forbids to {purpose} although the capabilities are there: a security policy of this machine", cause: cause);

    public static CaptureException TracingForbidden(string target, Exception cause) =>
        new($"this machine's kernel forbids fentry/fexit programs by policy (EPERM although the capabilities are there), so {target} "
            + "cannot be traced here; on an interface without an XDP program --load-xdp-program still works", cause: cause);

    public static CaptureException TracingUnknown(string target, Exception cause) =>
        new($"this kernel does not know fentry/fexit on XDP programs (EINVAL), so {target} cannot be traced; it needs Linux 5.5 or "
            + "later with CONFIG_DEBUG_INFO_BTF and the BPF JIT; on an interface without an XDP program --load-xdp-program still works",
            cause: cause);

    public static CaptureException KernelTooOld(Version needed, Exception cause) =>
        new($"this kernel is too old to trace XDP programs: fentry/fexit on them needs Linux {needed} or later; "
            + "on an interface without an XDP program --load-xdp-program still works", cause: cause);

    public static CaptureException TracingUnsupported(string target, Exception cause) =>
        new($"this kernel cannot hook into BPF programs on this processor (ENOTSUPP), so {target} cannot be traced; "
            + "on arm64 that needs Linux 6.0 or later", cause: cause);

    public static CaptureException TargetReplaced(string target, Exception cause) =>
        new($"{target} cannot be traced because another program replaces its function (EBUSY), as libxdp's dispatcher does with a "
            + "single program", cause: cause);

    public static string JumboNeedsSyslog() =>
        $"{Name(Capability.Syslog)} is missing, without which {JumboLimit}; run as root or grant the capability";

    public static string JumboHiddenFromAll() =>
        $"the setting kernel.kptr_restrict=2 hides from everyone where memory is mapped, so {JumboLimit}; "
        + "set it to 1 to capture them whole";

    public static string JumboMapUnknown(string symbol) =>
        $"this kernel does not tell where memory is mapped (it has no symbol {symbol}), so {JumboLimit}";

    public static string JumboMapRefused() => $"this kernel does not let programs read where memory is mapped, so {JumboLimit}";

    public static string JumboLayoutUnknown(string what) =>
        $"this kernel's BTF has no {what} as it is known, so {JumboLimit}, which is all that is known of their length too; "
        + "please report the kernel's version";

    public static string LongPacketsNeedPerfmon() =>
        $"{Name(Capability.Perfmon)} is missing, without which packets are kept up to {Emission.OwnProgramContext.CopyReach} bytes; "
        + "run as root or grant the capability";

    public static CaptureException Lockdown() =>
        new("the kernel is locked down (confidentiality), which keeps BPF programs from reading packets; boot without it to capture");

    public static CaptureException VerifierRefused(VerifierException failure, string purpose) =>
        new($"the kernel's verifier refused to {purpose}: {failure.Message} (-vv shows its log)", failure.Log, failure);

    public static CaptureException KernelRefused(string purpose, BpfException failure) =>
        new($"the kernel refused to {purpose}: {failure.Message}", cause: failure);

    public static CaptureException AttachRefused(string name, XdpMode mode, BpfException failure) =>
        new($"our XDP program cannot be attached to {name} in {XdpModes.Word(mode)} mode: {failure.Errno}; "
            + (failure.Errno == Errno.EBUSY, mode) switch
            {
                (true, _) => "another XDP program is there",
                (_, XdpMode.Offloaded) => "that takes a network card which runs BPF programs itself: try --load-xdp-mode native",
                (_, XdpMode.Generic) => "the interface may be of a kind that has no XDP, or going away",
                _ => "the driver may not know that mode or the MTU may be too large for it: try --load-xdp-mode skb",
            }, cause: failure);

    public static CaptureException NotPromiscuous(string name, SystemCallException failure) =>
        new($"interface {name} cannot be made promiscuous: {failure.Errno}; capture without it, or see whether the interface is still there",
            cause: failure);

    private static string Name(Capability capability) => capability switch
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
