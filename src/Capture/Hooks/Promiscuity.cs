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
            var purpose = new MakePromiscuous(captured.Name);
            throw new CaptureException(
                Denials.OfNetwork(Capability.NetRaw, purpose, HostPrivileges.Real) ?? new PolicyForbids(purpose), cause: e);
        }
        catch (SystemCallException e)
        {
            throw new CaptureException(new NotPromiscuous(captured.Name, e.Errno), cause: e);
        }
    }
}
