using Capture.Reasons;
using Ebpf.Features;
using Linux;
using Linux.Network;
using Linux.Processes;

namespace Capture.Hooks;

/// <summary>Promiscuous mode for a capture, and why it cannot be had.</summary>
internal static class Promiscuity
{
    /// <summary>Holds an interface of the calling thread's network namespace promiscuous until the result is disposed.</summary>
    /// <exception cref="CaptureException">The kernel refused.</exception>
    public static PromiscuousMode Enter(NetworkInterface captured)
    {
        try
        {
            return PromiscuousMode.Enter(captured.Index);
        }
        catch (SystemCallException e) when (e.Errno == Errno.EPERM)
        {
            throw new CaptureException(WhyNot(new MakePromiscuous(captured.Name), HostPrivileges.Real), cause: e);
        }
        catch (SystemCallException e)
        {
            throw new CaptureException(new NotPromiscuous(captured.Name, e.Errno), cause: e);
        }
    }

    /// <summary>A packet socket takes one capability, in the user namespace that the network belongs to.</summary>
    internal static CaptureReason WhyNot(CapturePurpose purpose, HostPrivileges here) =>
        !here.Has(Capability.NetRaw) ? new CapabilitiesMissing([Capability.NetRaw], purpose)
        : here.IsInUserNamespace() ? new DeniedInUserNamespace(purpose)
        : new PolicyForbids(purpose);
}
