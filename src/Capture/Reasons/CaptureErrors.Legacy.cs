using Ebpf.Features;
using Linux.Processes;
using SharpPcap;

namespace Capture.Reasons;

// Why libpcap does not capture in place of an XDP program.
internal static partial class CaptureErrors
{
    public static CaptureException NoLibPcap(string name) => new(new NoLibPcap(name));

    public static CaptureException LegacyRefused(string name, string reason, PcapException cause) => cause.Error switch
    {
        PcapError.PermissionDenied when HostPrivileges.Real.IsInUserNamespace() =>
            new(new DeniedInUserNamespace(new CaptureThroughLibPcap(name)), cause: cause),
        PcapError.PermissionDenied when !Capabilities.Has(Capability.NetRaw) =>
            CapabilityMissing(Capability.NetRaw, new CaptureThroughLibPcap(name), cause),
        PcapError.InterfaceNotUp => new(new InterfaceDown(name), cause: cause),
        PcapError.NoSuchDevice => InterfaceVanished(name, cause),
        _ => new(new LibPcapRefused(name, reason), cause: cause),
    };

    public static CaptureException InterfaceVanished(string name, Exception? cause = null) => new(new InterfaceVanished(name), cause: cause);

    public static CaptureException LegacyEnded(string name, string reason) => new(new LibPcapEnded(name, reason));
}
