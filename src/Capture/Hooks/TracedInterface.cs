using Capture.Emission;
using Capture.Model;
using Capture.Reasons;
using Capture.Records;
using Capture.Targets;
using Ebpf.Objects;
using Linux.Network;

namespace Capture.Hooks;

/// <summary>Captures at an interface's loaded XDP programs by fentry and fexit programs, which other interfaces may share.</summary>
internal sealed class TracedInterface : IInterfaceHooks
{
    private readonly CaptureContext _context;
    private readonly HookGroup _group;
    private readonly GroupMember _member;

    private TracedInterface(TargetPlan plan, CaptureContext context, HookGroup group, GroupMember member)
    {
        JumboLimit = context.Jumbo.Limit;
        Reservations = [.. FunctionTrust.Reservations(plan, context.Options)];
        (_context, _group, _member) = (context, group, member);
        Programs = [.. plan.Captured.Select(at => new CapturedFunction(at.ProgramId, at.Name, at.Mode))];
    }

    public IReadOnlyList<CapturedFunction> Programs { get; }

    public IReadOnlyList<CaptureHook> Hooks => _group.Hooks;

    public LengthReason? JumboLimit { get; }

    public LengthReason? CutReason => JumboLimit;

    public IReadOnlyList<string> Interrupted { get; private set; } = [];

    /// <summary>Whether the hooks look up which slaves the interface has, so that these may change.</summary>
    public bool LooksUpSlaves => _group.LooksUp;

    public IReadOnlyList<CaptureNotice> Reservations { get; }

    /// <summary>Finds hooks for an interface's functions, or emits and loads them.</summary>
    /// <exception cref="CaptureException">The kernel refuses them.</exception>
    public static TracedInterface Load(TargetPlan plan, CaptureContext context)
    {
        plan = FunctionTrust.Examine(plan, context.Offsets);
        var options = context.Options;
        var hooks = HookPlan.All(plan, options.AtEntry, options.AtExit, options.Selection);
        if (options.Selection.Actions is not null && hooks.FirstOrDefault(hook => hook.DecidesActionUnknown) is { } undecided)
        {
            throw new CaptureException(
                new ActionUnknown(undecided.At.Title, undecided.At.ReturnUnknown!.Value, undecided.At.CalledWithin!.Title));
        }

        List<HookPlan> recording = [.. hooks.Where(hook => hook.Record != HookRecord.None)];
        var points = context.Points.Number([.. recording.Where(IsShown).Select(hook => Describe(plan, hook))]);
        if (options.Selection.IsDecidedLate && points.Count > PassedPoints.Maximum)
            throw new CaptureException(new TooManyPoints(points.Count, PassedPoints.Maximum));

        var member = new GroupMember(plan.Interface, context.Maps.TakeSlots(recording.Count), context.Maps);
        try
        {
            var group = context.Groups.Join(plan, hooks, member);
            var shown = 0;
            context.Points.Add(points);
            context.Reading.BindSlots(
                member.Slots,
                [.. recording.Select(hook => IsShown(hook) ? (int)points[shown++].InterfaceId : SlotRange.ForComparison)]);
            return new TracedInterface(plan, context, group, member);
        }
        catch
        {
            context.Reading.ReleaseSlots(member.Slots);
            throw;
        }

        static bool IsShown(HookPlan hook) => hook.Record == HookRecord.Shown;
    }

    public bool HasFailed => _member.HasFailed;

    public void Attach()
    {
        try
        {
            _group.Attach(_member);
        }
        finally
        {
            Interrupted = [.. _group.Interrupted.Select(other => other.Interface.Name)];
        }
    }

    public void BeginCounting() => _group.BeginCounting();

    /// <summary>Changes what slaves the interface has while hooks are in: a packet that is under way then is neither captured nor lost.</summary>
    public void WhileNotCounting(Action change)
    {
        _member.SetState(MemberState.Open);
        try
        {
            change();
            GracePeriod.Wait();
        }
        finally
        {
            _member.SetState(MemberState.Counting);
        }
    }

    /// <exception cref="CaptureException">There are too many.</exception>
    public void AddSlave(NetworkInterface slave) => _group.AddSlave(_member, slave.Index);

    public void RemoveSlave(NetworkInterface slave) => _group.RemoveSlave(_member, slave.Index);

    public void AddRecursionMisses() => _group.AddRecursionMisses();

    public void DetachEntrances() => _group.DetachEntrances(_member);

    public void DetachRest() => _group.DetachRest(_member);

    public void Dispose()
    {
        _context.Groups.Leave(_group, _member);
        _context.Reading.ReleaseSlots(_member.Slots);
    }

    private static CapturePoint Describe(TargetPlan plan, HookPlan hook) =>
        new(InterfaceId: 0, plan.Interface.Name, plan.Interface.Index, hook.At.ProgramId, hook.At.Name, hook.Position)
        {
            IsOnlyProgram = plan.Captured.Count == 1,
            LinkType = DeviceLinkType.Of(plan.Interface),
        };
}
