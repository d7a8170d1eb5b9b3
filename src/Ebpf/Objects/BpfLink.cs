using Ebpf.Sys;
using Linux;
using Linux.Files;
using Linux.Network;

namespace Ebpf.Objects;

/// <summary>An attachment that ends when this is disposed, or when the process dies, unless someone else holds it too.</summary>
public sealed class BpfLink : IDisposable
{
    private BpfLink(FileDescriptorHandle handle) => Handle = handle;

    /// <summary>The link's descriptor. Closing the last one detaches.</summary>
    public FileDescriptorHandle Handle { get; }

    /// <summary>Attaches a tracing program (fentry, fexit, tp_btf) to what it was loaded for.</summary>
    /// <remarks>BPF_RAW_TRACEPOINT_OPEN without a name, which does it on every kernel since 5.5; BPF_LINK_CREATE learnt it later.</remarks>
    /// <exception cref="BpfException">EBUSY: the function cannot be traced, being replaced by another program. E2BIG: it has as many
    /// programs as fit. EPERM: policy.</exception>
    public static unsafe BpfLink AttachTracing(BpfProgram program)
    {
        using BorrowedDescriptor descriptor = program.Handle.Borrow();
        RawTracepointAttributes attributes = new() { ProgramDescriptor = descriptor.Value };
        FileDescriptorHandle? handle = BpfSyscall.Open(BpfCommand.RawTracepointOpen, ref attributes, out Errno error);
        return handle is null ? throw BpfException.Of(BpfCommand.RawTracepointOpen, "of a tracing program", error) : new BpfLink(handle);
    }

    /// <summary>
    /// Attaches an XDP program to an interface (5.9). The kernel tells nobody: there is no netlink notification for a link.
    /// </summary>
    /// <param name="program">An XDP program.</param>
    /// <param name="ifIndex">The interface, in the calling thread's network namespace.</param>
    /// <param name="mode">Where in the receive path.</param>
    /// <exception cref="BpfException">EBUSY: another program is attached. EOPNOTSUPP: the driver has no such mode. EINVAL: no such
    /// interface, or the driver refuses the program. ERANGE and the like: as the driver says.</exception>
    public static BpfLink AttachXdp(BpfProgram program, int ifIndex, XdpMode mode)
    {
        using BorrowedDescriptor descriptor = program.Handle.Borrow();
        LinkCreateAttributes attributes = new()
        {
            ProgramDescriptor = descriptor.Value,
            TargetInterfaceIndex = ifIndex,
            AttachType = (uint)AttachType.Xdp,
            Flags = ModeFlags(mode),
        };
        FileDescriptorHandle? handle = BpfSyscall.Open(BpfCommand.LinkCreate, ref attributes, out Errno error);
        return handle is null ? throw BpfException.Of(BpfCommand.LinkCreate, $"to interface {ifIndex}", error) : new BpfLink(handle);
    }

    /// <summary>Why an XDP program cannot be attached, in the words of the kernel or the driver; null where they have none. To be asked after
    /// <see cref="AttachXdp"/> has failed.</summary>
    /// <inheritdoc cref="AttachXdp" path="/param"/>
    public static string? WhyNot(BpfProgram program, int ifIndex, XdpMode mode) => XdpRefusal.Ask(program.Handle, ifIndex, ModeFlags(mode));

    /// <summary>Puts another program in the place of the attached one: not a packet meets neither (5.7; for XDP links 5.9).</summary>
    /// <param name="program">Of the same type.</param>
    /// <exception cref="BpfException">EINVAL: links of this kind cannot, or the program does not fit. ENOLINK: what it was attached to is
    /// gone.</exception>
    public void Update(BpfProgram program)
    {
        using BorrowedDescriptor link = Handle.Borrow();
        using BorrowedDescriptor descriptor = program.Handle.Borrow();
        LinkUpdateAttributes attributes = new() { LinkDescriptor = link.Value, ProgramDescriptor = descriptor.Value };
        BpfSyscall.Invoke(BpfCommand.LinkUpdate, ref attributes, out Errno error);
        if (error.IsError)
            throw BpfException.Of(BpfCommand.LinkUpdate, "to another program", error);
    }

    /// <summary>Ids of all links, ascending, while they come and go (5.8).</summary>
    /// <exception cref="BpfException">EPERM: it takes CAP_SYS_ADMIN.</exception>
    public static IEnumerable<uint> Ids() => ObjectIds.Walk(BpfCommand.LinkGetNextId);

    /// <summary>Opens a link, which then stays attached until this one is disposed too.</summary>
    /// <exception cref="BpfException">ENOENT: there is none with this id. EPERM: it takes CAP_SYS_ADMIN.</exception>
    public static BpfLink OpenById(uint id) => new(ObjectIds.Open(BpfCommand.LinkGetDescriptorById, id));

    /// <summary>Opens a link; null if there is none with this id, as when it went away during a walk.</summary>
    /// <exception cref="BpfException">EPERM: it takes CAP_SYS_ADMIN.</exception>
    public static BpfLink? TryOpenById(uint id) =>
        ObjectIds.TryOpen(BpfCommand.LinkGetDescriptorById, id) is { } handle ? new BpfLink(handle) : null;

    /// <summary>Asks the kernel about the link (5.8).</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public LinkInfo GetInfo()
    {
        LinkInfoRecord record = default;
        ObjectIds.ReadInfo(Handle, ref record, "link");
        var type = (LinkType)record.Type;
        bool tracing = type == LinkType.Tracing;
        bool targetKnown = tracing && record.TracingTargetObjectId != 0;
        return new LinkInfo
        {
            Id = record.Id,
            Type = type,
            ProgramId = record.ProgramId,
            AttachType = tracing ? (AttachType)record.TracingAttachType : null,
            TargetObjectId = targetKnown ? record.TracingTargetObjectId : null,
            TargetBtfTypeId = targetKnown ? record.TracingTargetBtfId : null,
            InterfaceIndex = type == LinkType.Xdp ? checked((int)record.XdpInterfaceIndex) : null,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    // XDP_FLAGS_*_MODE of linux/if_link.h.
    private static uint ModeFlags(XdpMode mode) => mode switch
    {
        XdpMode.Unspecified => 0,
        XdpMode.Generic => 1 << 1,
        XdpMode.Native => 1 << 2,
        XdpMode.Offloaded => 1 << 3,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "not a mode"),
    };
}
