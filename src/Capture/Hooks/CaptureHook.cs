using Ebpf.Asm;
using Ebpf.Objects;

namespace Capture.Hooks;

/// <summary>One capture program in the kernel.</summary>
/// <param name="name">Its name.</param>
/// <param name="program">The loaded program; disposed with the hook.</param>
/// <param name="code">What it was loaded from.</param>
/// <param name="place">
/// Which of its interfaces' slots it has, counted from 0: there a record is lost when the kernel skips a run. Null where no record is made
/// for a capture point.
/// </param>
/// <remarks>Closing the link unhooks it; the kernel does the same when the process dies, however it dies.</remarks>
internal sealed class CaptureHook(string name, BpfProgram program, BpfCode code, int? place) : IDisposable
{
    private BpfLink? _link;
    private ulong _misses;

    public string Name => name;

    public BpfProgram Program => program;

    public BpfCode Code => code;

    public int? Place => place;

    public bool IsAttached => _link is not null;

    /// <summary>
    /// Runs the kernel has skipped since this was last asked, before any flag of ours could see them, because they interrupted another of
    /// the same program.
    /// </summary>
    public ulong TakeRecursionMisses()
    {
        var (before, now) = (_misses, program.GetInfo().RecursionMisses);
        _misses = now;
        return now - before;
    }

    /// <summary>Whether the kernel was asked to hook it in: it takes a tracing program once.</summary>
    public bool WasAttached { get; private set; }

    public void Attach(Func<BpfProgram, BpfLink> attach)
    {
        WasAttached = true;
        _link = attach(program);
    }

    public void Detach()
    {
        _link?.Dispose();
        _link = null;
    }

    public void Dispose()
    {
        Detach();
        program.Dispose();
    }
}
