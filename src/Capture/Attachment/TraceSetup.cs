using Capture.Emission;
using Capture.Targets;
using Ebpf.Objects;

namespace Capture.Attachment;

/// <summary>Captures at loaded XDP programs by fentry and fexit programs.</summary>
internal sealed class TraceSetup : ICaptureSetup
{
    private readonly CountingFlag _counting;
    private readonly List<TracingHook> _hooks;

    private TraceSetup(TargetPlan plan, CountingFlag counting, List<TracingHook> hooks, string? jumboLimit)
    {
        JumboLimit = jumboLimit;
        (_counting, _hooks) = (counting, hooks);
        Hooks = [.. hooks.Select(one => one.Hook)];
        Points = [.. Hooks.Select(hook => hook.Point).OfType<CapturePoint>()];
        Programs = [.. plan.Captured.Select(at => new CapturedProgram(at.ProgramId, at.Name, at.Mode))];
    }

    public IReadOnlyList<CapturedProgram> Programs { get; }

    public IReadOnlyList<CapturePoint> Points { get; }

    public IReadOnlyList<CaptureHook> Hooks { get; }

    public string? JumboLimit { get; }

    /// <summary>Emits and loads the capture programs.</summary>
    /// <exception cref="CaptureException">The kernel refuses them.</exception>
    public static TraceSetup Load(TargetPlan plan, SetupInputs inputs)
    {
        var counting = inputs.Maps.NewCountingFlag();
        var options = inputs.Options;
        var plans = HookPlan.All(plan, options.AtEntry, options.AtExit, options.Selection);
        var firstPoint = inputs.Points.Reserve(plans.Count(hook => hook.Record == HookRecord.Shown));
        var loader = new TracingLoader(inputs, plan.Interface, Settings(inputs, counting, plans, firstPoint));
        var hooks = new List<TracingHook>();
        try
        {
            var point = (uint)firstPoint;
            foreach (var hook in plans)
                hooks.Add(new(hook, loader.Load(hook, hook.Record == HookRecord.Shown ? Describe(plan, hook, point++) : null)));
            var setup = new TraceSetup(plan, counting, hooks, inputs.Jumbo.Limit);
            inputs.Points.Add(setup.Points);
            return setup;
        }
        catch
        {
            hooks.ForEach(one => one.Hook.Dispose());
            throw;
        }
    }

    public void Attach()
    {
        foreach (var (plan, hook) in _hooks.OrderBy(one => one.Plan.AttachOrder))
        {
            try
            {
                hook.Attach(BpfLink.AttachTracing);
            }
            catch (BpfException failure)
            {
                throw LoadFailures.ExplainTracing(failure, TracingLoader.Describe(plan.At));
            }
        }
    }

    public void BeginCounting() => _counting.Set(true);

    public void DetachEntrances()
    {
        _counting.Set(false);
        foreach (var (plan, hook) in _hooks)
        {
            if (plan.Role != PacketRole.Within && (plan.Position == CapturePosition.Entry || plan.Role == PacketRole.Alone))
                hook.Detach();
        }
    }

    public void DetachRest()
    {
        foreach (var (_, hook) in _hooks)
            hook.Detach();
    }

    public void Dispose()
    {
        foreach (var (_, hook) in _hooks)
            hook.Dispose();
    }

    private static ProgramSettings Settings(SetupInputs inputs, CountingFlag counting, IReadOnlyList<HookPlan> plans, int firstPoint)
    {
        var count = plans.Count(hook => hook.Record == HookRecord.Shown);
        if (inputs.Options.Selection.IsDecidedLate && count > PassedPoints.Maximum)
            throw CaptureErrors.TooManyPoints(count, PassedPoints.Maximum);
        return inputs.Settings(counting.Setup) with
        {
            FirstPoint = firstPoint,
            PointCount = count,
            OpensSilently = plans.Any(
                hook => hook is { Role: PacketRole.Outermost, Position: CapturePosition.Entry, Record: HookRecord.None }),
        };
    }

    private static CapturePoint Describe(TargetPlan plan, HookPlan hook, uint number) =>
        new(number, plan.Interface.Name, plan.Interface.Index, hook.At.ProgramId, hook.At.Name, hook.Position)
        {
            IsOnlyProgram = plan.Captured.Count == 1,
        };

    private readonly record struct TracingHook(HookPlan Plan, CaptureHook Hook);
}
