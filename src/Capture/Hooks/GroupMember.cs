using Capture.Reasons;
using Capture.Records;
using Linux.Network;

namespace Capture.Hooks;

/// <summary>One interface that a group of hooks captures on.</summary>
/// <param name="on">The interface, as it was when its programs were looked up.</param>
/// <param name="slots">One for each hook that makes records.</param>
/// <param name="maps">Where capture programs look.</param>
internal sealed class GroupMember(NetworkInterface on, SlotRange slots, RingMaps maps)
{
    private readonly HashSet<int> _entered = [];

    public NetworkInterface Interface => on;

    public SlotRange Slots => slots;

    /// <summary>Hooked in: hooks are there that it needs.</summary>
    public bool IsIn { get; set; }

    /// <summary>Its hooks had to give way to those of several interfaces, and could not be put back.</summary>
    public bool HasFailed { get; set; }

    public MemberState State { get; private set; }

    public void SetState(MemberState state)
    {
        State = state;
        maps.SetState(slots.First, state);
    }

    /// <summary>Has a group's programs take what comes in by an interface for this one's: it or a slave.</summary>
    /// <exception cref="CaptureException">There are too many.</exception>
    public void Enter(int group, int index)
    {
        maps.Members.Add(group, index, slots);
        _entered.Add(index);
    }

    public void Remove(int group, int index)
    {
        if (_entered.Remove(index))
            maps.Members.Remove(group, index, slots);
    }

    public void RemoveAll(int group)
    {
        foreach (var index in _entered)
            maps.Members.Remove(group, index, slots);
        _entered.Clear();
    }
}
