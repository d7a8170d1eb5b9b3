using Capture.Reasons;
using Ebpf.Features;
using Linux.Processes;
using SharpPcap;

namespace Capture.Sources;

/// <summary>What it means that libpcap does not open an interface.</summary>
internal static class LibPcapRefusal
{
    /// <summary>The error to be thrown.</summary>
    /// <param name="name">The interface.</param>
    /// <param name="said">libpcap's words.</param>
    /// <param name="refusal">What SharpPcap made of it.</param>
    public static CaptureException Explain(string name, string said, PcapException refusal) => new(ReasonOf(name, said, refusal.Error), cause: refusal);

    private static CaptureReason ReasonOf(string name, string said, PcapError error) => error switch
    {
        PcapError.PermissionDenied =>
            (CaptureReason?)Denials.OfNetwork(Capability.NetRaw, new CaptureThroughLibPcap(name), HostPrivileges.Real)
                ?? new LibPcapRefused(name, said),
        PcapError.InterfaceNotUp => new InterfaceDown(name),
        PcapError.NoSuchDevice => new InterfaceVanished(name),
        _ => new LibPcapRefused(name, said),
    };
}
