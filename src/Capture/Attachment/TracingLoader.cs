using Capture.Emission;
using Capture.Filters;
using Capture.Targets;
using Ebpf.Asm;
using Ebpf.Objects;
using Ebpf.Xdp;

namespace Capture.Attachment;

/// <summary>Emits one capture program after the other and gives them to the kernel.</summary>
internal sealed class TracingLoader(SetupInputs inputs, NetworkInterface on, ProgramSettings settings)
{
    private readonly InterfaceFilter _filter = inputs.FilterFor(on);

    /// <summary>Whether the programs look up which slaves the interface has.</summary>
    public bool LooksUpSlaves => _filter.HasSlaves;

    /// <exception cref="CaptureException">The kernel refuses it.</exception>
    public CaptureHook Load(HookPlan plan, CapturePoint? point)
    {
        if (!plan.At.HasTypedContext || !plan.At.IsContextKnown)
            return Load(plan, point, typed: false);
        // Of others than main functions it has been asked (FunctionTrust).
        if (plan.At.CalledWithin is not null)
            return Load(plan, point, typed: true);
        try
        {
            return Load(plan, point, typed: true);
        }
        catch (CaptureException refused) when (refused.InnerException is VerifierException)
        {
            // The kernel may deem a main function's declaration unreliable for another reason than the context.
            try
            {
                return Load(plan, point, typed: false);
            }
            catch (CaptureException)
            {
                throw refused;
            }
        }
    }

    public static string Describe(TargetFunction at) => at.Title;

    private CaptureHook Load(HookPlan plan, CapturePoint? point, bool typed)
    {
        var isEntry = plan.Position == CapturePosition.Entry;
        var code = Emit(plan, plan.Record == HookRecord.Compared ? PointTable.ForComparison : (int?)point?.InterfaceId, typed);
        var name = isEntry ? "xdpdump_entry" : "xdpdump_exit";
        using var target = TargetDiscovery.OpenProgram(on, plan.At.ProgramId);
        var spec = new ProgramSpec
        {
            Name = name,
            Type = ProgramType.Tracing,
            ExpectedAttachType = isEntry ? AttachType.TraceFentry : AttachType.TraceFexit,
            AttachTarget = target,
            AttachBtfId = plan.At.Function,
            Code = code,
        };
        try
        {
            return new CaptureHook(name, BpfProgram.Load(spec, inputs.Maps.ByName, inputs.Options.KeepVerifierLog), code, point);
        }
        catch (BpfException failure) when (settings.Selection.Filter is not null && VerifierLimits.Find(failure) is { } limit)
        {
            throw CaptureErrors.FilterTooComplex(limit, failure);
        }
        catch (BpfException failure)
        {
            throw LoadFailures.ExplainTracing(failure, Describe(plan.At));
        }
    }

    private BpfCode Emit(HookPlan plan, int? point, bool typed)
    {
        var tellsAction = plan.At.ReturnUnknown is null;
        ContextReader context = typed
            ? new TypedContext(inputs.Offsets, _filter, inputs.Jumbo.Access, plan.At.ParameterCount) { TellsAction = tellsAction }
            : plan.At.IsContextKnown ? new UntypedContext(inputs.Offsets, _filter, inputs.Jumbo.Access) { TellsAction = tellsAction }
            : new ProvenContext(inputs.Offsets, _filter, inputs.Jumbo.Access) { TellsAction = tellsAction };
        return plan.Position == CapturePosition.Entry
            ? CaptureProgram.Entry(context, settings, point, plan.Role)
            : CaptureProgram.Exit(context, settings, point, plan.Role);
    }
}
