using Capture.Emission;
using Ebpf.Btf;
using Ebpf.Objects;
using Ebpf.Xdp;

namespace Capture.Attachment;

/// <summary>Captures by an XDP program of our own on an interface that has none; it passes every packet on.</summary>
internal sealed class OwnProgramSetup : ICaptureSetup
{
    private readonly NetworkInterface _on;
    private readonly CaptureHook _hook;

    private OwnProgramSetup(NetworkInterface on, XdpMode mode, CaptureHook hook)
    {
        (_on, Mode, _hook) = (on, mode, hook);
        ProgramId = hook.Program.GetInfo().Id;
    }

    public uint ProgramId { get; }

    public string FunctionName => "xdpdump";

    public XdpMode Mode { get; }

    public IReadOnlyList<CaptureHook> Hooks => [_hook];

    /// <summary>Emits and loads the program.</summary>
    /// <exception cref="CaptureException">The kernel refuses it.</exception>
    public static OwnProgramSetup Load(CaptureOptions options, NetworkInterface on, RingMaps maps)
    {
        const string Name = "xdpdump";
        int? entryPoint = options.AtEntry ? 0 : null;
        int? exitPoint = options.AtExit ? (options.AtEntry ? 1 : 0) : null;
        var code = CaptureProgram.Own(maps.Layout, entryPoint, exitPoint);
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
            var program = BpfProgram.Load(spec, maps.ByName, options.KeepVerifierLog);
            return new OwnProgramSetup(on, options.LoadMode, new CaptureHook(Name, program, code, point: 0));
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
            _hook.Attach(program => BpfLink.AttachXdp(program, _on.Index, Mode));
        }
        catch (BpfException failure)
        {
            throw CaptureErrors.AttachRefused(_on.Name, Mode, failure);
        }
    }

    public void Detach()
    {
        _hook.Detach();
        Quiescence.Wait();
    }

    public void Dispose() => _hook.Dispose();
}
