using Capture.Emission;
using Capture.Model;
using Capture.Reasons;
using Capture.Selection;
using Capture.Targets;

namespace Capture.Hooks;

/// <summary>One hook to be set.</summary>
/// <param name="At">The function.</param>
/// <param name="Position">Before or after it.</param>
/// <param name="Role">What its run means for the packet.</param>
/// <param name="Record">What it writes.</param>
internal sealed record HookPlan(TargetFunction At, CapturePosition Position, PacketRole Role, HookRecord Record)
{
    /// <summary>
    /// All hooks that a plan takes, in the order of the capture points: function by function, entry before exit. A function that
    /// encloses the others is hooked at both sides even where no record of it is wanted, so that all records of a packet bear one number;
    /// and so is a single one whose packets are known to be wanted only when they leave. It opens packets for functions, too, that have to
    /// prove their runs: by being within one.
    /// </summary>
    /// <exception cref="CaptureException">Runs have to be proven, and nothing that encloses them can be hooked.</exception>
    public static IReadOnlyList<HookPlan> All(TargetPlan plan, bool atEntry, bool atExit, PacketSelection selection)
    {
        var atBoth = selection.OnlyModified || (atEntry && atExit);
        var recordsPerPacket = plan.Captured.Count * (atBoth ? 2 : 1);
        var unknown = plan.Captured.FirstOrDefault(function => !function.IsContextKnown);
        if (unknown is not null && plan.Outermost is null)
            throw new CaptureException(new ContextNotProvable(unknown.Title, unknown.CalledWithin!.Title));
        var isAlone = recordsPerPacket == 1 && unknown is null && !(atEntry && selection.IsDecidedLate);
        var outermost = plan.Captured.Count == 1 && unknown is null ? plan.Captured[0] : plan.Outermost;
        var hooks = new List<HookPlan>();
        if (outermost is not null && !plan.Captured.Contains(outermost))
            AddHooks(outermost, captured: false);
        foreach (var function in plan.Captured)
            AddHooks(function, captured: true);
        return hooks;

        void AddHooks(TargetFunction function, bool captured)
        {
            var role = isAlone ? PacketRole.Alone
                : outermost is null || function == outermost ? PacketRole.Outermost
                : PacketRole.Within;
            AddHook(function, CapturePosition.Entry, role, RecordAt(captured, atEntry));
            AddHook(function, CapturePosition.Exit, role, RecordAt(captured, atExit));
        }

        void AddHook(TargetFunction function, CapturePosition position, PacketRole role, HookRecord record)
        {
            if (role == PacketRole.Outermost || record != HookRecord.None)
                hooks.Add(new(function, position, role, record));
        }

        HookRecord RecordAt(bool captured, bool shown) =>
            !captured ? HookRecord.None
            : shown ? HookRecord.Shown
            : selection.OnlyModified ? HookRecord.Compared
            : HookRecord.None;
    }

    /// <summary>Whether the packet's action is what the function returns, and that is not known.</summary>
    public bool DecidesActionUnknown => Position == CapturePosition.Exit && Role != PacketRole.Within && At.ReturnUnknown is not null;

    /// <summary>
    /// When to hook it in: every exit, then what lies within, and last what opens packets. Unhooking goes the other way round. So no
    /// packet is opened before all that belongs to it is in.
    /// </summary>
    public int AttachOrder => Position == CapturePosition.Exit ? 0 : Role == PacketRole.Outermost ? 2 : 1;
}
