using Ebpf.Objects;
using Ebpf.Sys;
using Ebpf.Xdp;

namespace Capture.Targets;

/// <summary>Finds interfaces and what runs on them.</summary>
internal static class TargetDiscovery
{
    private const string BondKind = "bond";

    /// <summary>Finds an interface by name or ifindex in the calling thread's network namespace.</summary>
    /// <exception cref="CaptureException">There is none.</exception>
    public static NetworkInterface FindInterface(string nameOrIndex) =>
        NetworkInterfaces.Find(nameOrIndex)
        ?? throw CaptureErrors.UnknownInterface(nameOrIndex, NetworkInterfaces.List().Select(known => known.Name));

    /// <summary>Its ifindex and those of its slaves: on a bond the program runs on the slaves.</summary>
    public static IReadOnlyList<int> ReceivingIndexes(NetworkInterface on) =>
        on.Kind == BondKind
            ? [on.Index, .. NetworkInterfaces.List().Where(one => one.MasterIndex == on.Index).Select(slave => slave.Index)]
            : [on.Index];

    /// <summary>Of several programs on an interface the one to capture at: not one in hardware if there is another.</summary>
    public static XdpAttachment Traceable(IReadOnlyList<XdpAttachment> attachments)
    {
        foreach (var attachment in attachments)
        {
            if (attachment.Mode != XdpMode.Offloaded)
                return attachment;
        }

        return attachments[0];
    }

    /// <summary>Opens a program that was found on the interface.</summary>
    /// <exception cref="CaptureException">It is gone, or not for us to open.</exception>
    public static BpfProgram OpenProgram(NetworkInterface on, uint id)
    {
        try
        {
            return BpfProgram.OpenById(id);
        }
        catch (BpfException failure) when (failure.Errno == Errno.EPERM)
        {
            throw CaptureErrors.CapabilityMissing(
                Capability.SysAdmin, $"look up XDP program {id} on {on.Name} by its id", failure);
        }
        catch (BpfException failure) when (failure.Errno == Errno.ENOENT)
        {
            throw CaptureErrors.ProgramVanished(on.Name, id, failure);
        }
    }
}
