using Capture.Reasons;
using Capture.Records;
using Ebpf.Objects;

namespace Capture.Hooks;

// A second interface comes to hooks that are one interface's alone.
internal sealed partial class HookGroup
{
    /// <summary>Puts hooks that look up in the place of one interface's own, which go first: no packet is to be captured twice.</summary>
    private void Widen()
    {
        var (narrow, wider) = (_hooks!, _wider!);
        List<GroupMember> interrupted = [.. _members.Where(member => member.IsIn)];
        Interrupted = interrupted;
        interrupted.ForEach(member => member.SetState(MemberState.Closed));
        TakeOut(narrow);
        TryAddRecursionMisses(); // for the last time, of these
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
        interrupted.ForEach(member => member.SetState(MemberState.Open));
    }

    private void Restore(List<GroupMember> interrupted, CaptureException cause)
    {
        TakeOut(_wider!);
        interrupted.ForEach(member => member.RemoveAll(number));
        try
        {
            Renew(interrupted[0]);
            _hooks!.Attach();
        }
        catch (CaptureException failure)
        {
            TakeOut(_hooks!);
            interrupted.ForEach(member => (member.IsIn, member.HasFailed) = (false, true));
            throw new CaptureException(
                new NotRestored([.. interrupted.Select(member => member.Interface.Name)], cause.Reason, failure.Reason), cause: failure);
        }

        GracePeriod.Wait();
        interrupted.ForEach(member => member.SetState(MemberState.Counting));
    }

    private static void TakeOut(TracingHooks hooks)
    {
        hooks.DetachEntrances();
        GracePeriod.Wait();
        hooks.DetachRest();
        GracePeriod.Wait();
    }
}
