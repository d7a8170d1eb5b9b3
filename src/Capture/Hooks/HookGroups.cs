using Capture.Model;
using Capture.Reasons;
using Capture.Targets;

namespace Capture.Hooks;

/// <summary>The groups of hooks of one capture.</summary>
internal sealed class HookGroups(CaptureContext context)
{
    private readonly List<HookGroup> _groups = [];
    private readonly Dictionary<string, ulong> _skipped = [];
    private int _last;

    /// <summary>Runs the kernel skipped at hooks that several interfaces share: it does not tell on which of them.</summary>
    public IReadOnlyList<(string Hook, ulong Runs)> Skipped => [.. _skipped.Select(one => (one.Key, one.Value))];

    /// <summary>Takes an interface into the group whose hooks it needs.</summary>
    /// <exception cref="CaptureException">The kernel refuses the hooks.</exception>
    public HookGroup Join(TargetPlan plan, IReadOnlyList<HookPlan> hooks, GroupMember member)
    {
        var hasSlaves = context.Slaves.Track(plan.Interface);
        var group = _groups.Find(one => one.Suits(plan)) ?? new HookGroup(++_last, plan, hooks, context);
        var isNew = group.IsEmpty;
        group.Add(member, hasSlaves);
        if (isNew)
            _groups.Add(group);
        return group;
    }

    public void Leave(HookGroup group, GroupMember member)
    {
        group.Remove(member);
        if (group.IsEmpty)
            _groups.Remove(group);
    }

    public void AddSkipped(HookPlan hook, ulong runs)
    {
        var title = $"{hook.At.Title} at {(hook.Position == CapturePosition.Entry ? "entry" : "exit")}";
        _skipped[title] = _skipped.GetValueOrDefault(title) + runs;
    }
}
