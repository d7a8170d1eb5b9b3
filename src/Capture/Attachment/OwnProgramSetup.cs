using Capture.Emission;
using Capture.Targets;
using Ebpf.Btf;
using Ebpf.Objects;
using Ebpf.Xdp;

namespace Capture.Attachment;

/// <summary>Captures by an XDP program of our own on an interface that has none; it passes every packet on.</summary>
internal sealed class OwnProgramSetup : ICaptureSetup
{
    private const string Name = "xdpdump";

    private readonly NetworkInterface _on;
    private readonly NamespaceScope _scope;
    private readonly XdpMode _mode;
    private readonly CaptureHook _hook;

    private OwnProgramSetup(NetworkInterface on, SetupInputs inputs, CapturePoint[] points, CaptureHook hook)
    {
        (_on, _scope, _mode, _hook) = (on, inputs.Scope, inputs.Options.LoadMode, hook);
        Points = points;
        Programs = [new CapturedProgram(points[0].ProgramId, Name, _mode)];
    }

    public IReadOnlyList<CapturedProgram> Programs { get; }

    public IReadOnlyList<CapturePoint> Points { get; }

    public IReadOnlyList<CaptureHook> Hooks => [_hook];

    /// <summary>Emits and loads the program.</summary>
    /// <exception cref="CaptureException">The kernel refuses it.</exception>
    public static OwnProgramSetup Load(NetworkInterface on, SetupInputs inputs)
    {
        var options = inputs.Options;
        var next = inputs.Points.All.Count;
        int? entryPoint = options.AtEntry ? next++ : null;
        int? exitPoint = options.AtExit ? next : null;
        var code = CaptureProgram.Own(inputs.Settings(setup: 0), entryPoint, exitPoint);
        var (btf, function) = XdpProgramBtf.Create(Name);
        var spec = new ProgramSpec
        {
            Name = Name,
            Type = ProgramType.Xdp,
            Code = code,
            Btf = btf,
            Functions = [new FunctionInfo(0, function.Value)],
        };
        try
        {
            var program = BpfProgram.Load(spec, inputs.Maps.ByName, options.KeepVerifierLog);
            var id = program.GetInfo().Id;
            CapturePoint Describe(int number, CapturePosition position) => new((uint)number, on.Name, on.Index, id, Name, position);
            CapturePoint?[] points =
            [
                entryPoint is { } entry ? Describe(entry, CapturePosition.Entry) : null,
                exitPoint is { } exit ? Describe(exit, CapturePosition.Exit) : null,
            ];
            CapturePoint[] there = [.. points.OfType<CapturePoint>()];
            inputs.Points.Add(there);
            return new OwnProgramSetup(on, inputs, there, new CaptureHook(Name, program, code, there[0]));
        }
        catch (BpfException failure)
        {
            throw LoadFailures.Explain(failure, "load our XDP program");
        }
    }

    public void Attach()
    {
        try
        {
            _hook.Attach(program => _scope.Run(() => BpfLink.AttachXdp(program, _on.Index, _mode)));
        }
        catch (BpfException failure)
        {
            throw CaptureErrors.AttachRefused(_on.Name, _mode, failure);
        }
    }

    public void BeginCounting()
    {
        // Nothing is paired: every record has its packet in hand.
    }

    public void DetachEntrances() => _hook.Detach();

    public void DetachRest() => _hook.Detach();

    public void Dispose() => _hook.Dispose();
}
