using Capture.Reasons;
using Ebpf.Features;
using Ebpf.Objects;
using Linux;
using Linux.Network;
using Linux.Processes;

namespace Capture.Targets;

/// <summary>Finds interfaces and what runs on them.</summary>
internal static class TargetDiscovery
{
    private const string BondKind = "bond";

    /// <summary>Finds an interface by name or ifindex in the calling thread's network namespace.</summary>
    /// <exception cref="CaptureException">There is none.</exception>
    public static NetworkInterface FindInterface(string nameOrIndex) =>
        NetworkInterfaces.Find(nameOrIndex)
        ?? throw new CaptureException(new UnknownInterface(nameOrIndex, [.. NetworkInterfaces.List().Select(known => known.Name)]));

    /// <summary>
    /// Finds several, each once. A text with commas names several too, unless an interface is called so: the kernel allows commas in names.
    /// </summary>
    /// <exception cref="CaptureException">One is not there.</exception>
    public static IReadOnlyList<NetworkInterface> FindInterfaces(IReadOnlyList<string> texts) =>
        [.. texts.SelectMany(Names).Select(FindInterface).DistinctBy(one => one.Index)];

    private static string[] Names(string text) => text.Contains(',') && NetworkInterfaces.Find(text) is null ? text.Split(',') : [text];

    /// <summary>Whether an interface has a program that its driver runs, and not the stack, nor the card: only a driver hands it down.</summary>
    public static bool RunsInDriver(NetworkInterface on) => on.Attachments.Any(one => one.Mode is XdpMode.Native or XdpMode.Unspecified);

    /// <summary>Whether an interface is known to hand its program down to slaves, were it to get some.</summary>
    public static bool HandsDown(NetworkInterface on) => on.Kind == BondKind && RunsInDriver(on);

    /// <summary>
    /// The interfaces that one's native program runs on as well, being handed down to them: a bond's slaves, the virtual function behind
    /// Hyper-V's netvsc, and theirs in turn. They show no program, and can have none of their own meanwhile; a bridge's port with one of its
    /// own is not meant.
    /// </summary>
    public static IReadOnlyList<NetworkInterface> Slaves(NetworkInterface on, IReadOnlyList<NetworkInterface> all)
    {
        var found = new List<NetworkInterface>();
        if (!RunsInDriver(on))
            return found;
        AddSlavesOf(on.Index);
        for (var at = 0; at < found.Count; at++)
            AddSlavesOf(found[at].Index);
        return found;

        void AddSlavesOf(int master) => found.AddRange(all.Where(
            one => one.MasterIndex == master && one.Attachments.Count == 0 && one.Index != on.Index && !found.Contains(one)));
    }

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
            throw new CaptureException(LookUpDenied(on, id, HostPrivileges.Real), cause: failure);
        }
        catch (BpfException failure) when (failure.Errno == Errno.ENOENT)
        {
            throw new CaptureException(new ProgramVanished(on.Name, id), cause: failure);
        }
    }

    /// <summary>Why a program may not be opened by its id.</summary>
    internal static KernelReason LookUpDenied(NetworkInterface on, uint id, HostPrivileges here)
    {
        var purpose = new LookUpProgram(id, on.Name);
        return Denials.OfBpf([Capability.SysAdmin], purpose, here) ?? new PolicyForbids(purpose);
    }
}
