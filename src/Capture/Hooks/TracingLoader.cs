using Capture.Emission;
using Capture.Model;
using Capture.Reasons;
using Capture.Targets;
using Ebpf.Asm;
using Ebpf.Objects;
using Linux.Network;

namespace Capture.Hooks;

/// <summary>Emits one capture program after the other and gives them to the kernel.</summary>
internal sealed class TracingLoader(CaptureContext context, NetworkInterface on, InterfaceFilter filter, ProgramSettings settings)
{
    /// <param name="plan">The hook.</param>
    /// <param name="slot">The slot of its records; null where it makes none.</param>
    /// <param name="place">Which of its interfaces' slots that is; null where its records are no capture point's.</param>
    /// <exception cref="CaptureException">The kernel refuses it.</exception>
    public CaptureHook Load(HookPlan plan, int? slot, int? place)
    {
        if (!plan.At.HasTypedContext || !plan.At.IsContextKnown)
            return Load(plan, slot, place, typed: false);
        // Of others than main functions it has been asked (FunctionTrust).
        if (plan.At.CalledWithin is not null)
            return Load(plan, slot, place, typed: true);
        try
        {
            return Load(plan, slot, place, typed: true);
        }
        catch (CaptureException refused) when (refused.InnerException is VerifierException)
        {
            // The kernel may deem a main function's declaration unreliable for another reason than the context.
            try
            {
                return Load(plan, slot, place, typed: false);
            }
            catch (CaptureException)
            {
                throw refused;
            }
        }
    }

    public static string Describe(TargetFunction at) => at.Title;

    private CaptureHook Load(HookPlan plan, int? slot, int? place, bool typed)
    {
        var isEntry = plan.Position == CapturePosition.Entry;
        var code = Emit(plan, slot, typed);
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
            return new CaptureHook(name, BpfProgram.Load(spec, context.Maps.ByName, context.Options.KeepVerifierLog), code, place);
        }
        catch (BpfException failure) when (settings.Selection.Filter is not null && VerifierLimits.Find(failure) is { } limit)
        {
            throw new CaptureException(new FilterTooComplex(limit), cause: failure);
        }
        catch (BpfException failure)
        {
            throw LoadFailures.ExplainTracing(failure, Describe(plan.At));
        }
    }

    private BpfCode Emit(HookPlan plan, int? slot, bool typed)
    {
        var tellsAction = plan.At.ReturnUnknown is null;
        ContextReader reader = typed
            ? new TypedContext(context.Offsets, filter, context.Jumbo.Access, plan.At.ParameterCount) { TellsAction = tellsAction }
            : plan.At.IsContextKnown ? new UntypedContext(context.Offsets, filter, context.Jumbo.Access) { TellsAction = tellsAction }
            : new ProvenContext(context.Offsets, filter, context.Jumbo.Access) { TellsAction = tellsAction };
        return plan.Position == CapturePosition.Entry
            ? CaptureProgram.Entry(reader, settings, slot, plan.Role)
            : CaptureProgram.Exit(reader, settings, slot, plan.Role);
    }
}
