using Capture.Emission;
using Capture.Handover;
using Capture.Model;
using Capture.Reasons;
using Capture.Records;
using Capture.Selection;
using Ebpf.Asm;
using Ebpf.Btf;
using Ebpf.Features;
using Ebpf.Objects;
using Linux;
using Linux.Network;
using Linux.Processes;

namespace Capture.Hooks;

/// <summary>Captures by an XDP program of our own on an interface that has none; it passes every packet on.</summary>
internal sealed class OwnProgramHooks : IInterfaceHooks
{
    private const string Name = "xdpdump";

    private readonly NetworkInterface _on;
    private readonly NamespaceScope _scope;
    private readonly XdpMode _mode;
    private readonly CaptureHook _hook;
    private readonly IReadingSide _reading;
    private readonly SlotRange _slots;

    private OwnProgramHooks(NetworkInterface on, CaptureContext context, IReadOnlyList<CapturePoint> points, SlotRange slots, CaptureHook hook)
    {
        (_on, _scope, _mode, _hook, _reading, _slots) = (on, context.Scope, context.Options.LoadMode, hook, context.Reading, slots);
        Programs = [new CapturedFunction(points[0].ProgramId, Name, _mode)];
    }

    public IReadOnlyList<CapturedFunction> Programs { get; }

    public IReadOnlyList<CaptureHook> Hooks => [_hook];

    /// <summary>The kernel copies from all buffers, where there can be several.</summary>
    public LengthReason? JumboLimit => null;

    public LengthReason? CutReason => MayReadByAddress ? null : new LongPacketsNeedPerfmon(OwnProgramContext.CopyReach);

    /// <summary>What bpf_xdp_load_bytes does not reach is read by its address, which takes a privilege.</summary>
    private static bool MayReadByAddress => Capabilities.Has(Capability.Perfmon) || Capabilities.Has(Capability.SysAdmin);

    /// <summary>Emits and loads the program.</summary>
    /// <exception cref="CaptureException">The kernel refuses it.</exception>
    public static OwnProgramHooks Load(NetworkInterface on, CaptureContext context)
    {
        var options = context.Options;
        if (new OwnProgramKind(options).Obstacle(on.Name, program: null) is { } reason)
            throw new CaptureException(reason);
        var slots = context.Maps.TakeSlots((options.AtEntry ? 1 : 0) + (options.AtExit ? 1 : 0));
        try
        {
            return Load(on, context, slots);
        }
        catch
        {
            context.Reading.ReleaseSlots(slots);
            throw;
        }
    }

    private static OwnProgramHooks Load(NetworkInterface on, CaptureContext context, SlotRange slots)
    {
        var options = context.Options;
        int? entrySlot = options.AtEntry ? slots.First : null;
        int? exitSlot = options.AtExit ? slots.First + slots.Count - 1 : null;
        try
        {
            var (program, code) = Load(context, on, entrySlot, exitSlot);
            try
            {
                var points = Number(on, context, program.GetInfo().Id);
                context.Reading.BindSlots(slots, [.. points.Select(point => (int)point.InterfaceId)]);
                return new OwnProgramHooks(on, context, points, slots, new CaptureHook(Name, program, code, place: 0));
            }
            catch
            {
                program.Dispose();
                throw;
            }
        }
        catch (BpfException failure) when (options.Selection.Filter is not null && VerifierLimits.Find(failure) is { } limit)
        {
            throw new CaptureException(new FilterTooComplex(limit), cause: failure);
        }
        catch (BpfException failure)
        {
            throw LoadFailures.Explain(failure, new LoadOwnProgram());
        }
    }

    private static IReadOnlyList<CapturePoint> Number(NetworkInterface on, CaptureContext context, uint id)
    {
        var options = context.Options;
        CapturePosition?[] sides = [options.AtEntry ? CapturePosition.Entry : null, options.AtExit ? CapturePosition.Exit : null];
        var points = context.Points.Number([.. sides.OfType<CapturePosition>().Select(
            side => new CapturePoint(InterfaceId: 0, on.Name, on.Index, id, Name, side) { LinkType = DeviceLinkType.Of(on) })]);
        context.Points.Add(points);
        return points;
    }

    /// <summary>
    /// Loads it as one that takes packets in several buffers: without that, drivers refuse it where the MTU is larger than a buffer.
    /// Kernels before 5.18 answer EINVAL, having looked at the flag only; another EINVAL is no reason to do without.
    /// </summary>
    private static (BpfProgram Program, BpfCode Code) Load(CaptureContext context, NetworkInterface on, int? entrySlot, int? exitSlot)
    {
        var settings = context.Settings(firstSlot: 0, on);
        BpfCode Emit(bool severalBuffers) =>
            CaptureProgram.Own(settings, entrySlot, exitSlot, severalBuffers, MayReadByAddress);
        try
        {
            return Load(context, Emit(severalBuffers: true), ProgramFlags.XdpHasFragments);
        }
        catch (BpfException refusal) when (refusal is not VerifierException && refusal.Errno == Errno.EINVAL
            && XdpFeatures.Fragments.Support is not FeatureSupported)
        {
            return Load(context, Emit(severalBuffers: false), ProgramFlags.None);
        }
    }

    private static (BpfProgram Program, BpfCode Code) Load(CaptureContext context, BpfCode code, ProgramFlags flags)
    {
        var (btf, function) = XdpProgramBtf.Create(Name);
        var spec = new ProgramSpec
        {
            Name = Name,
            Type = ProgramType.Xdp,
            Flags = flags,
            Code = code,
            Btf = btf,
            Functions = [new FunctionInfo(0, function.Value)],
        };
        return (BpfProgram.Load(spec, context.Maps.ByName, context.Options.KeepVerifierLog), code);
    }

    public void Attach()
    {
        try
        {
            _hook.Attach(program => _scope.Run(() => BpfLink.AttachXdp(program, _on.Index, _mode)));
        }
        catch (BpfException failure)
        {
            throw Explain(failure);
        }
    }

    private CaptureException Explain(BpfException failure)
    {
        if (failure.Errno == Errno.EPERM)
            return LoadFailures.Explain(failure, new AttachOwnProgram(_on.Name));
        // Kernels without such links do not know what is asked.
        if (failure.Errno == Errno.EINVAL && XdpFeatures.Links is { Support: FeatureUnsupported } links)
            return new CaptureException(new KernelLacks(links.Name, links.Since), cause: failure);
        // What cannot be had is asked for once more, to hear why; what might be had a moment later is not.
        var isFinal = failure.Errno == Errno.EOPNOTSUPP || failure.Errno == Errno.ERANGE || failure.Errno == Errno.EINVAL;
        var words = isFinal && XdpFeatures.Links is { Support: FeatureSupported }
            ? _scope.Run(() => BpfLink.WhyNot(_hook.Program, _on.Index, _mode))
            : null;
        return new CaptureException(new AttachRefused(_on.Name, _mode, failure.Errno, words), cause: failure);
    }

    public void BeginCounting()
    {
        // Nothing is paired: every record has its packet in hand.
    }

    public void AddRecursionMisses() => _reading.AddRecursionMisses(_slots.First, _hook.TakeRecursionMisses());

    public void DetachEntrances() => _hook.Detach();

    public void DetachRest() => _hook.Detach();

    public void Dispose()
    {
        _hook.Dispose();
        _reading.ReleaseSlots(_slots);
    }
}
