using Capture.Emission;
using Capture.Reasons;
using Capture.Rings;
using Capture.Targets;
using Ebpf.Objects;

namespace Capture.Attachment;

/// <summary>Captures at loaded XDP programs by fentry and fexit programs.</summary>
internal sealed class TraceSetup : ICaptureSetup
{
    private readonly RingMaps _maps;
    private readonly CountingFlag _counting;
    private readonly List<TracingHook> _hooks;

    private TraceSetup(TargetPlan plan, SetupInputs inputs, CountingFlag counting, List<TracingHook> hooks)
    {
        JumboLimit = inputs.Jumbo.Limit;
        Reservations = [.. FunctionTrust.Reservations(plan, inputs.Options)];
        (_maps, _counting, _hooks) = (inputs.Maps, counting, hooks);
        Hooks = [.. hooks.Select(one => one.Hook)];
        Programs = [.. plan.Captured.Select(at => new CapturedProgram(at.ProgramId, at.Name, at.Mode))];
    }

    public IReadOnlyList<CapturedProgram> Programs { get; }

    public IReadOnlyList<CaptureHook> Hooks { get; }

    public LengthReason? JumboLimit { get; }

    public LengthReason? CutReason => JumboLimit;

    /// <summary>Whether the hooks look up which slaves the interface has, so that these may change.</summary>
    public bool LooksUpSlaves { get; private init; }

    public IReadOnlyList<CaptureNotice> Reservations { get; }

    /// <summary>Emits and loads the capture programs.</summary>
    /// <exception cref="CaptureException">The kernel refuses them.</exception>
    public static TraceSetup Load(TargetPlan plan, SetupInputs inputs)
    {
        plan = FunctionTrust.Examine(plan, inputs.Offsets);
        var options = inputs.Options;
        var plans = HookPlan.All(plan, options.AtEntry, options.AtExit, options.Selection);
        if (options.Selection.Actions is not null && plans.FirstOrDefault(hook => hook.DecidesActionUnknown) is { } undecided)
            throw CaptureErrors.ActionUnknown(undecided.At);
        var points = inputs.Points.Number([.. plans.Where(hook => hook.Record == HookRecord.Shown).Select(hook => Describe(plan, hook))]);
        var counting = inputs.Maps.NewCountingFlag();
        var hooks = new List<TracingHook>();
        try
        {
            var loader = new TracingLoader(inputs, plan.Interface, Settings(inputs, plan, counting, plans, points));
            var point = 0;
            foreach (var hook in plans)
                hooks.Add(new(hook, loader.Load(hook, hook.Record == HookRecord.Shown ? points[point++] : null)));
            var setup = new TraceSetup(plan, inputs, counting, hooks) { LooksUpSlaves = loader.LooksUpSlaves };
            inputs.Points.Add(points);
            return setup;
        }
        catch
        {
            hooks.ForEach(one => one.Hook.Dispose());
            inputs.Maps.GiveBack(counting);
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

    /// <summary>Changes which packets are the capture's while hooks are in: one that is under way then is neither captured nor lost.</summary>
    public void WhileNotCounting(Action change)
    {
        _counting.Set(false);
        try
        {
            change();
            Quiescence.Wait();
        }
        finally
        {
            _counting.Set(true);
        }
    }

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
        _maps.GiveBack(_counting);
    }

    private static ProgramSettings Settings(
        SetupInputs inputs, TargetPlan plan, CountingFlag counting, IReadOnlyList<HookPlan> plans, IReadOnlyList<CapturePoint> points)
    {
        if (inputs.Options.Selection.IsDecidedLate && points.Count > PassedPoints.Maximum)
            throw CaptureErrors.TooManyPoints(points.Count, PassedPoints.Maximum);
        return inputs.Settings(counting.Setup, plan.Interface) with
        {
            Points = [.. points.Select(point => (int)point.InterfaceId)],
            ProvesRuns = plans.Any(hook => !hook.At.IsContextKnown),
            OpensSilently = plans.Any(
                hook => hook is { Role: PacketRole.Outermost, Position: CapturePosition.Entry, Record: HookRecord.None }),
        };
    }

    private static CapturePoint Describe(TargetPlan plan, HookPlan hook) =>
        new(InterfaceId: 0, plan.Interface.Name, plan.Interface.Index, hook.At.ProgramId, hook.At.Name, hook.Position)
        {
            IsOnlyProgram = plan.Captured.Count == 1,
            LinkType = DeviceLinkType.Of(plan.Interface),
        };

    private readonly record struct TracingHook(HookPlan Plan, CaptureHook Hook);
}
