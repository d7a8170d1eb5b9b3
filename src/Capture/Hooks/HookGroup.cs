using Capture.Emission;
using Capture.Model;
using Capture.Reasons;
using Capture.Records;
using Capture.Targets;
using Ebpf.Objects;

namespace Capture.Hooks;

/// <summary>
/// The hooks of one set of functions, and the interfaces they capture on: a program is hooked once per side, however many interfaces run
/// it, and the kernel allows no more than 38 hooks at one program.
/// </summary>
/// <remarks>
/// One interface alone stands in the hooks as a constant. When a second one comes they are loaded anew as hooks that look interfaces up,
/// and stay such. Hooks go and come with their first and last interface; others are let in and out by the table and their state.
/// </remarks>
/// <param name="number">The group's, never another's.</param>
/// <param name="plan">The functions.</param>
/// <param name="hooks">What is hooked there.</param>
/// <param name="context">The capture's.</param>
internal sealed partial class HookGroup(int number, TargetPlan plan, IReadOnlyList<HookPlan> hooks, CaptureContext context)
{
    private readonly List<GroupMember> _members = [];
    private List<GroupMember> _sinceAsked = []; // those that were in since the kernel was last asked what it skipped
    private TracingHooks? _hooks;
    private TracingHooks? _wider; // to take the place of those of one interface

    public bool IsEmpty => _members.Count == 0;

    /// <summary>Whether the hooks that are in, or come next, look interfaces up.</summary>
    public bool LooksUp => (_wider ?? _hooks)!.LooksUp;

    public IReadOnlyList<CaptureHook> Hooks => (_wider ?? _hooks)!.All;

    /// <summary>Whether an interface's hooks would be these. Two that are alike and for one interface only take turns.</summary>
    public bool Suits(TargetPlan other) =>
        Functions(plan).SequenceEqual(Functions(other))
        && (context.Options.Selection.Filter is null || DeviceLinkType.Of(plan.Interface) == DeviceLinkType.Of(other.Interface))
        && (LooksUp || _members.All(member => member.Interface.Index != other.Interface.Index));

    /// <summary>Takes an interface in, whose hooks are loaded now if they are not there, and hooked in later.</summary>
    /// <param name="member">The interface.</param>
    /// <param name="hasSlaves">Whether it hands its programs down to slaves, or may.</param>
    /// <exception cref="CaptureException">The kernel refuses the hooks.</exception>
    public void Add(GroupMember member, bool hasSlaves)
    {
        if (_hooks is null)
        {
            _hooks = Load(member, hasSlaves);
        }
        else if (!LooksUp)
        {
            var wider = Load(member, looksUp: true);
            if (_hooks.IsAttached)
            {
                _wider = wider;
            }
            else
            {
                _hooks.Dispose();
                _hooks = wider;
            }
        }

        _members.Add(member);
    }

    /// <summary>Hooks in for an interface what is not in yet. Until <see cref="BeginCounting"/> nothing is captured where others have the hooks.</summary>
    /// <exception cref="CaptureException">The kernel refuses.</exception>
    public void Attach(GroupMember member)
    {
        Interrupted = [];
        TryAddRecursionMisses();
        if (_wider is not null)
            Widen();
        if (_hooks!.IsUsedUp)
            Renew(member);
        if (!_hooks.IsAttached)
            _hooks.Attach();
        if (_hooks.LooksUp)
            LetIn(member);
        member.IsIn = true;
        _sinceAsked.Add(member);
    }

    /// <summary>Interfaces on which nothing was captured for as long as the last attaching took.</summary>
    public IReadOnlyList<GroupMember> Interrupted { get; private set; } = [];

    /// <summary>All hooks are in, and what came before is through.</summary>
    public void BeginCounting()
    {
        foreach (var member in _members.Where(member => member.IsIn))
            member.SetState(MemberState.Counting);
    }

    /// <summary>An interface's packets are opened no more. Those that are still need the other hooks.</summary>
    public void DetachEntrances(GroupMember member)
    {
        member.SetState(MemberState.Closed);
        member.IsIn = false;
        if (!IsNeeded)
            _hooks!.DetachEntrances();
    }

    public void DetachRest(GroupMember member)
    {
        if (!IsNeeded)
            _hooks!.DetachRest();
        member.RemoveAll(number);
    }

    /// <summary>An interface leaves for good; no run for it is under way any more.</summary>
    public void Remove(GroupMember member)
    {
        member.RemoveAll(number);
        _members.Remove(member);
        if (_members.Count > 1)
            return;
        _wider?.Dispose();
        _wider = null;
        if (IsEmpty)
            _hooks?.Dispose();
    }

    /// <summary>A slave that came: what comes in by it is the interface's.</summary>
    /// <exception cref="CaptureException">There are too many.</exception>
    public void AddSlave(GroupMember member, int index) => member.Enter(number, index);

    public void RemoveSlave(GroupMember member, int index) => member.Remove(number, index);

    /// <summary>
    /// Asks what the kernel has skipped since it last told. It tells program by program: where several interfaces share one it is nobody's in
    /// particular.
    /// </summary>
    /// <exception cref="Linux.SystemCallException">The kernel does not tell.</exception>
    public void AddRecursionMisses()
    {
        foreach (var (hook, place, runs) in _hooks!.TakeSkipped())
        {
            if (_sinceAsked is [var only])
                context.Reading.AddRecursionMisses(only.Slots.First + place, runs);
            else
                context.Groups.AddSkipped(hook, runs);
        }

        _sinceAsked = [.. _members.Where(member => member.IsIn)];
    }

    /// <summary>
    /// What is skipped is no reason to stop anything: where the kernel does not tell, it is asked again, as long as the hooks are there.
    /// </summary>
    private void TryAddRecursionMisses()
    {
        try
        {
            AddRecursionMisses();
        }
        catch (Linux.SystemCallException)
        {
            // Who asks next is told why not.
        }
    }

    /// <summary>The kernel hooks a program in once only: its last interface had left before this one came.</summary>
    private void Renew(GroupMember member)
    {
        var next = Load(member, _hooks!.LooksUp);
        _hooks.Dispose();
        _hooks = next;
    }

    /// <summary>
    /// Packets are opened from here on. What misses its entry is a loss only later, when those that were under way before are through.
    /// </summary>
    private void LetIn(GroupMember member)
    {
        try
        {
            Enter(member);
        }
        catch when (Interrupted.Count > 0)
        {
            GracePeriod.Wait();
            BeginCounting();
            throw;
        }

        member.SetState(MemberState.Open);
    }

    private void Enter(GroupMember member)
    {
        foreach (var index in context.Slaves.Of(member.Interface).Prepend(member.Interface.Index))
            member.Enter(number, index);
    }

    private bool IsNeeded => _members.Any(member => member.IsIn);

    private TracingHooks Load(GroupMember member, bool looksUp)
    {
        if (looksUp)
            _ = context.Maps.Members; // the programs need it, be it empty
        var inode = context.Scope.Inode;
        var filter = looksUp ? InterfaceFilter.Members(number, inode) : InterfaceFilter.Only(member.Interface.Index, inode);
        var first = looksUp ? 0 : member.Slots.First;
        return TracingHooks.Load(hooks, new TracingLoader(context, plan.Interface, filter, Settings(first, looksUp)), filter, first);
    }

    private ProgramSettings Settings(int first, bool looksUp)
    {
        var recording = hooks.Where(hook => hook.Record != HookRecord.None).Index();
        return context.Settings(first, plan.Interface) with
        {
            LooksUp = looksUp,
            Slots = [.. recording.Where(one => one.Item.Record == HookRecord.Shown).Select(one => first + one.Index)],
            ProvesRuns = hooks.Any(hook => !hook.At.IsContextKnown),
            OpensSilently = hooks.Any(
                hook => hook is { Role: PacketRole.Outermost, Position: CapturePosition.Entry, Record: HookRecord.None }),
        };
    }

    private static IEnumerable<(uint, Ebpf.Btf.BtfTypeId)> Functions(TargetPlan plan) =>
        plan.Captured.Append(plan.Outermost ?? plan.Captured[0]).Select(function => (function.ProgramId, function.Function));
}
