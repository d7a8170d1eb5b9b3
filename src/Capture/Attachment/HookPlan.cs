using Capture.Emission;
using Capture.Targets;

namespace Capture.Attachment;

/// <summary>One hook to be set.</summary>
/// <param name="At">The function.</param>
/// <param name="Position">Before or after it.</param>
/// <param name="Role">What its run means for the packet.</param>
/// <param name="Records">Whether it makes a record, or only opens or closes the packet for those that do.</param>
internal sealed record HookPlan(TargetFunction At, CapturePosition Position, PacketRole Role, bool Records)
{
    /// <summary>
    /// All hooks that a plan takes, in the order of the capture points: function by function, entry before exit. A function that
    /// encloses the others is hooked at both sides even where no record of it is wanted, so that all records of a packet bear one number.
    /// </summary>
    public static IReadOnlyList<HookPlan> All(TargetPlan plan, bool atEntry, bool atExit)
    {
        var recordsPerPacket = plan.Captured.Count * ((atEntry ? 1 : 0) + (atExit ? 1 : 0));
        var outermost = plan.Captured.Count == 1 ? plan.Captured[0] : plan.Outermost;
        var hooks = new List<HookPlan>();
        if (outermost is not null && !plan.Captured.Contains(outermost))
            AddHooks(outermost, captured: false);
        foreach (var function in plan.Captured)
            AddHooks(function, captured: true);
        return hooks;

        void AddHooks(TargetFunction function, bool captured)
        {
            var role = recordsPerPacket == 1 ? PacketRole.Alone
                : outermost is null || function == outermost ? PacketRole.Outermost
                : PacketRole.Within;
            var opens = role == PacketRole.Outermost;
            if (opens || atEntry)
                hooks.Add(new(function, CapturePosition.Entry, role, captured && atEntry));
            if (opens || atExit)
                hooks.Add(new(function, CapturePosition.Exit, role, captured && atExit));
        }
    }

    /// <summary>
    /// When to hook it in: every exit, then what lies within, and last what opens packets. Unhooking goes the other way round. So no
    /// packet is opened before all that belongs to it is in.
    /// </summary>
    public int AttachOrder => Position == CapturePosition.Exit ? 0 : Role == PacketRole.Outermost ? 2 : 1;
}
