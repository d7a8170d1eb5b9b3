using Ebpf.Btf;
using Ebpf.Objects;
using Ebpf.Sys;
using Ebpf.Xdp;

namespace Capture.Targets;

/// <summary>Finds the XDP program of an interface and what is needed to trace it.</summary>
internal static class TargetDiscovery
{
    private const string ContextType = "xdp_md";
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

    /// <summary>What to capture on the interface.</summary>
    /// <exception cref="CaptureException">It cannot be traced; the message says why.</exception>
    public static TargetPlan Plan(NetworkInterface on, string? names)
    {
        _ = names;
        using var target = Open(on, Traceable(on.Attachments));
        var main = new TargetFunction(target.Id, target.Function, target.FunctionName, target.HasTypedContext, 1, target.Mode);
        return new TargetPlan(on, [main], main);
    }

    /// <summary>Opens the XDP program that runs on the interface.</summary>
    /// <exception cref="CaptureException">It cannot be traced; the message says why.</exception>
    public static TraceTarget Open(NetworkInterface on, XdpAttachment attachment)
    {
        var program = OpenProgram(on, attachment.ProgramId);
        try
        {
            var info = program.GetInfo();
            if (attachment.Mode == XdpMode.Offloaded || info.OffloadIfIndex != 0)
                throw CaptureErrors.Offloaded(on.Name, info.Id);
            if (info.BtfId == 0)
                throw CaptureErrors.NoBtf(info.Name, info.Id);
            if (info.Functions.Count == 0)
                throw CaptureErrors.NoFunctionInfo(info.Name, info.Id);

            return Describe(program, info, attachment.Mode);
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    private static TraceTarget Describe(BpfProgram program, ProgramInfo info, XdpMode mode)
    {
        try
        {
            var btf = BtfObject.LoadById(info.BtfId);
            var id = new BtfTypeId(info.Functions[0].TypeId);
            var function = btf.GetFunction(id);
            return new TraceTarget(program, info.Id, id, function.Name, HasTypedContext(btf, function), mode);
        }
        catch (BtfFormatException damaged)
        {
            throw CaptureErrors.UnreadableProgramBtf(info.Name, info.Id, damaged);
        }
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

    private static bool HasTypedContext(BtfBlob btf, BtfFunction function)
    {
        if (function.Parameters.Count == 0)
            return false;
        var pointer = btf.GetType(btf.Resolve(function.Parameters[0].Type));
        if (pointer.Kind != BtfKind.Pointer)
            return false;
        var pointee = btf.GetType(btf.Resolve(new BtfTypeId(pointer.SizeOrType)));
        return pointee is { Kind: BtfKind.Struct, Name: ContextType };
    }
}
