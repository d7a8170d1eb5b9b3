using Ebpf.Sys;
using SharpPcap;

namespace Capture;

// Why libpcap does not capture in place of an XDP program.
internal static partial class CaptureErrors
{
    public static CaptureException TooManyInterfaces(int count, int most) =>
        new($"{count} interfaces are too many for one legacy capture, which takes {most} at most; start several");

    public static CaptureException NoLibPcap(string name) =>
        new($"libpcap, which it takes to capture on {name} while it has no XDP program, is not installed; install the package libpcap0.8 "
            + "(Debian, Ubuntu) or libpcap (Fedora, Arch, Alpine), or use --load-xdp-program, which does without");

    public static CaptureException LegacyRefused(string name, string reason, PcapException cause) => cause.Error switch
    {
        PcapError.PermissionDenied when !Capabilities.Has(Capability.NetRaw) =>
            CapabilityMissing(Capability.NetRaw, $"capture on {name} through libpcap", cause),
        PcapError.InterfaceNotUp => new($"interface {name} is down; bring it up first: ip link set {name} up", cause: cause),
        PcapError.NoSuchDevice => InterfaceVanished(name, cause),
        _ => new($"libpcap cannot capture on {name}: {reason}", cause: cause),
    };

    public static CaptureException InterfaceVanished(string name, Exception? cause = null) =>
        new($"interface {name} was gone before libpcap could open it; try again", cause: cause);

    public static CaptureException LegacyEnded(string name, string reason) =>
        new($"libpcap cannot go on capturing on {name}: {reason}; what was captured is kept");

    public static CaptureException LegacyKnowsEntryOnly(string name) =>
        new($"interface {name} has no XDP program that could decide about packets, so --rx-capture exit cannot be had; "
            + "legacy capture knows entry only: load a program first, or use --load-xdp-program");
}
