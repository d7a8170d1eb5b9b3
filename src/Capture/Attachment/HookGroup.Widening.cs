using Capture.Rings;

namespace Capture.Attachment;

// A second interface comes to hooks that are one interface's alone.
internal sealed partial class HookGroup
{
    /// <summary>Puts hooks that look up in the place of one interface's own, which go first: no packet is to be captured twice.</summary>
    private List<GroupMember> Widen()
    {
        var (narrow, wider) = (_hooks!, _wider!);
        List<GroupMember> interrupted = [.. _members.Where(member => member.IsIn)];
        interrupted.ForEach(member => member.SetState(MemberState.Closed));
        TakeOut(narrow);
        KeepSkipped(); // for the last time, of these
        try
        {
            interrupted.ForEach(Enter);
            wider.Attach();
        }
        catch (CaptureException failure)
        {
            Restore(interrupted, failure);
            throw;
        }

        (_hooks, _wider) = (wider, null);
        narrow.Dispose();
        return interrupted;
    }

    private void Restore(List<GroupMember> interrupted, CaptureException cause)
    {
        TakeOut(_wider!);
        interrupted.ForEach(member => member.RemoveAll(number));
        try
        {
            _hooks!.Attach();
        }
        catch (CaptureException failure)
        {
            throw CaptureErrors.NotRestored([.. interrupted.Select(member => member.Interface.Name)], cause, failure);
        }

        Quiescence.Wait();
        interrupted.ForEach(member => member.SetState(MemberState.Counting));
    }

    private static void TakeOut(TracingHooks hooks)
    {
        hooks.DetachEntrances();
        Quiescence.Wait();
        hooks.DetachRest();
        Quiescence.Wait();
    }
}
