using Capture.Rings;
using Ebpf.Sys;

namespace Capture.Attachment;

/// <summary>
/// Tells a group of hooks whether all of them are in. Only then is a packet that nobody saw enter one whose entry was lost; while hooks
/// come and go it is one that was never ours.
/// </summary>
/// <param name="control">The control map's value; stays the caller's.</param>
/// <param name="setup">Number of the group.</param>
internal sealed unsafe class CountingFlag(MemoryMapping control, int setup)
{
    public int Setup => setup;

    public void Set(bool complete) =>
        Volatile.Write(ref *(ulong*)(control.Pointer + ControlLayout.CountingOf(setup)), complete ? 1ul : 0ul);
}
