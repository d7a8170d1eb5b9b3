using Capture.Reasons;
using Ebpf.Features;
using Ebpf.Objects;
using Ebpf.Xdp;
using Linux;
using Linux.Network;

namespace Capture.Targets;

/// <summary>Looks up the XDP programs of interfaces and what runs in the places of their functions.</summary>
/// <param name="find">Looks an interface up again by its ifindex; null when it is gone.</param>
/// <param name="here">What decides what a refusal means; null is this machine and this process.</param>
internal sealed class ProgramReader(Func<int, NetworkInterface?> find, HostPrivileges? here = null)
{
    // One walk over the links serves all interfaces: where it turns out to be outdated, they are walked again.
    private ProgramExtensions? _extensions;
    private bool _changed;

    /// <exception cref="BpfException">The kernel refused in a way that no missing capability explains.</exception>
    public InterfacePrograms Read(NetworkInterface on)
    {
        _changed = false;
        var first = ReadOnce(on);
        if (!_changed)
            return first;
        _extensions = null;
        return ReadOnce(find(on.Index) ?? on);
    }

    private InterfacePrograms ReadOnce(NetworkInterface on) =>
        new(on, [.. on.Attachments.OrderBy(one => one.Mode).Select(one => ReadAttached(on, one))]);

    private AttachedProgram ReadAttached(NetworkInterface on, XdpAttachment attachment)
    {
        using var program = Open(on, attachment.ProgramId, out var unknown);
        if (program is null)
            return new AttachedProgram(attachment.Mode, unknown, []);

        var info = program.GetInfo();
        var (described, btf) = ProgramDescription.Of(info);
        if (attachment.Mode == XdpMode.Offloaded)
            described = described with { IsOffloaded = true };
        // Without its functions in BTF none of them can be replaced; where the BTF is there and cannot be read some may be.
        if (btf is null || described.Main is null || described.IsOffloaded)
        {
            return new AttachedProgram(attachment.Mode, described, [])
            {
                Missing = described.BtfProblem is null ? null : new FunctionsUnreadable(),
            };
        }

        var dispatcher = XdpDispatcher.TryRead(info, btf);
        var extensions = _extensions ??= FindExtensions();
        var components = Replaced(on, described, dispatcher, extensions);
        ComponentsMissing? missing = null;
        if (components.Count < (dispatcher?.ProgramCount ?? 0) || (dispatcher?.Unknown is not null && !extensions.TargetsAreTold))
        {
            // Where the kernel tells, it tells all; then the dispatcher is on its way out, or a component was detached for good.
            _changed |= extensions.TargetsAreTold;
            if (!extensions.TargetsAreTold)
                components = Pinned(on, described, dispatcher!, out missing);
        }

        return new AttachedProgram(attachment.Mode, described, components) { Dispatcher = dispatcher, Missing = missing };
    }

    /// <summary>Opens a program; what is known of it where it cannot be is in <paramref name="unknown"/>.</summary>
    private BpfProgram? Open(NetworkInterface on, uint id, out XdpProgram unknown)
    {
        unknown = new XdpProgram(id);
        try
        {
            if (BpfProgram.TryOpenById(id) is { } program)
                return program;
            _changed = true;
            unknown = unknown with { Unseen = new ProgramVanished(on.Name, id) };
        }
        catch (BpfException failure)
        {
            unknown = unknown with
            {
                Unseen = failure.Errno == Errno.EPERM
                    ? TargetDiscovery.LookUpDenied(on, id, here ?? HostPrivileges.Real)
                    : new KernelRefused(new LookUpProgram(id, on.Name), failure.Message, failure.Errno),
            };
        }

        return null;
    }

    private static ProgramExtensions FindExtensions()
    {
        try
        {
            return ProgramExtensions.Find();
        }
        catch (BpfException failure) when (failure.Errno == Errno.EINVAL)
        {
            return new ProgramExtensions([], TargetsAreTold: false); // before Linux 5.8 links have no ids
        }
    }

    /// <summary>By what the kernel tells of its links.</summary>
    private List<XdpComponent> Replaced(
        NetworkInterface on, XdpProgram attached, XdpDispatcher? dispatcher, ProgramExtensions extensions)
    {
        var found = new List<(int Order, XdpComponent Component)>();
        foreach (var extension in extensions.Found)
        {
            if (extension.TargetProgramId != attached.Id)
                continue;
            using var program = Open(on, extension.ProgramId, out var unknown);
            var described = program is null ? unknown : ProgramDescription.Of(program.GetInfo()).Program;
            var order = Order(attached, function => function.Id == extension.TargetFunction);
            found.Add((order, order >= 0
                ? Component(described, attached, order, dispatcher)
                : new XdpComponent(described, extension.TargetFunction, $"type {extension.TargetFunction.Value} of its BTF")));
        }

        return [.. found.OrderBy(one => one.Component.Slot ?? int.MaxValue).ThenBy(one => one.Order).Select(one => one.Component)];
    }

    /// <summary>By libxdp's pins, where the kernel does not tell.</summary>
    private static List<XdpComponent> Pinned(
        NetworkInterface on, XdpProgram attached, XdpDispatcher dispatcher, out ComponentsMissing? missing)
    {
        var components = new List<XdpComponent>();
        var folder = XdpDispatcherPins.Folder(on.Index, attached.Id);
        try
        {
            var programs = XdpDispatcherPins.Open(on.Index, attached.Id, dispatcher.Unknown is null ? dispatcher.ProgramCount : null);
            for (var slot = 0; slot < programs.Count; slot++)
            {
                using var program = programs[slot];
                // A single program takes the dispatcher's own place.
                var name = dispatcher.ProgramCount == 1 ? XdpDispatcher.FunctionName : XdpDispatcher.SlotName(slot);
                var order = Order(attached, function => function.Name == name);
                if (order >= 0)
                    components.Add(Component(ProgramDescription.Of(program.GetInfo()).Program, attached, order, dispatcher));
            }

            missing = (dispatcher.Unknown, components.Count) switch
            {
                ({ } unknown, > 0) => new PinsMaybeNotAll(folder, unknown),
                (null, var count) when count == dispatcher.ProgramCount => null,
                var (unknown, _) => new PinsMissing(folder, unknown),
            };
        }
        catch (BpfException failure)
        {
            missing = new PinsUnreadable(folder, failure.Errno, components.Count == 0 ? dispatcher.Unknown : null);
        }

        return components;
    }

    private static XdpComponent Component(XdpProgram program, XdpProgram attached, int order, XdpDispatcher? dispatcher)
    {
        var replaced = attached.Functions[order];
        int? slot = dispatcher is null ? null : order == 0 ? 0 : XdpDispatcher.SlotOf(replaced.Name);
        var known = slot < dispatcher?.ProgramCount;
        return new XdpComponent(program, replaced.Id, replaced.Name)
        {
            Slot = slot,
            Priority = known ? dispatcher!.RunPriorities[slot!.Value] : null,
            ChainActions = known ? dispatcher!.ChainCallActions[slot!.Value] : null,
        };
    }

    private static int Order(XdpProgram program, Func<ProgramFunction, bool> matches)
    {
        for (var at = 0; at < program.Functions.Count; at++)
        {
            if (matches(program.Functions[at]))
                return at;
        }

        return -1;
    }
}
