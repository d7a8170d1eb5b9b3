using Capture.Emission;
using Capture.Targets;
using Ebpf.Asm;
using Ebpf.Btf;
using Ebpf.Objects;
using Ebpf.Sys;
using Ebpf.Xdp;

namespace Capture.Attachment;

/// <summary>Captures at a loaded XDP program by fentry and fexit programs.</summary>
internal sealed class TraceSetup : ICaptureSetup
{
    private readonly TraceTarget _target;
    private readonly CaptureHook? _entry;
    private readonly CaptureHook? _exit;

    private TraceSetup(TraceTarget target, CaptureHook? entry, CaptureHook? exit) => (_target, _entry, _exit) = (target, entry, exit);

    public uint ProgramId => _target.Id;

    public string FunctionName => _target.FunctionName;

    public XdpMode Mode => _target.Mode;

    public IReadOnlyList<CaptureHook> Hooks => [.. new[] { _entry, _exit }.OfType<CaptureHook>()];

    /// <summary>Emits and loads the capture programs. Takes the target over.</summary>
    /// <exception cref="CaptureException">The kernel refuses them.</exception>
    public static TraceSetup Load(CaptureOptions options, NetworkInterface on, TraceTarget target, RingMaps maps)
    {
        var offsets = ReadOffsets();
        var filter = new InterfaceFilter(TargetDiscovery.ReceivingIndexes(on), (uint)NetworkNamespace.CurrentInode());
        ContextReader context = target.HasTypedContext ? new TypedContext(offsets, filter) : new UntypedContext(offsets, filter);
        var paired = options.AtEntry && options.AtExit;

        CaptureHook? entry = null, exit = null;
        try
        {
            if (options.AtEntry)
            {
                var code = CaptureProgram.Entry(context, maps.Layout, point: 0, paired);
                entry = Load(options, target, maps, "xdpdump_entry", AttachType.TraceFentry, code, 0);
            }

            if (options.AtExit)
            {
                var point = paired ? 1 : 0;
                var code = CaptureProgram.Exit(context, maps.Layout, point, paired);
                exit = Load(options, target, maps, "xdpdump_exit", AttachType.TraceFexit, code, point);
            }

            return new TraceSetup(target, entry, exit);
        }
        catch
        {
            entry?.Dispose();
            exit?.Dispose();
            throw;
        }
    }

    public void Attach()
    {
        try
        {
            // The exit first: an entry without its exit would leave the packet open.
            _exit?.Attach(BpfLink.AttachTracing);
            _entry?.Attach(BpfLink.AttachTracing);
        }
        catch (BpfException failure)
        {
            throw LoadFailures.ExplainTracing(failure, Describe(_target));
        }
    }

    public void Detach()
    {
        if (_entry is not null)
        {
            _entry.Detach();
            Quiescence.Wait(); // packets that have entered still exit
        }

        if (_exit is not null)
        {
            _exit.Detach();
            Quiescence.Wait();
        }
    }

    public void Dispose()
    {
        _entry?.Dispose();
        _exit?.Dispose();
        _target.Dispose();
    }

    private static CaptureHook Load(
        CaptureOptions options, TraceTarget target, RingMaps maps, string name, AttachType at, BpfCode code, int point)
    {
        var spec = new ProgramSpec
        {
            Name = name,
            Type = ProgramType.Tracing,
            ExpectedAttachType = at,
            AttachTarget = target.Program,
            AttachBtfId = target.Function,
            Code = code,
        };
        try
        {
            return new CaptureHook(name, BpfProgram.Load(spec, maps.ByName, options.KeepVerifierLog), code, point);
        }
        catch (BpfException failure)
        {
            throw LoadFailures.ExplainTracing(failure, Describe(target));
        }
    }

    private static XdpBuffOffsets ReadOffsets()
    {
        try
        {
            return XdpBuffOffsets.From(BtfBlob.LoadKernel());
        }
        catch (IOException failure)
        {
            throw CaptureErrors.NoKernelBtf(failure);
        }
        catch (BtfFormatException failure)
        {
            throw CaptureErrors.UnreadableKernelBtf(failure);
        }
    }

    private static string Describe(TraceTarget target) => $"XDP program {target.FunctionName}@{target.Id}";
}
