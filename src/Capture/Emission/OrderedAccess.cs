using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>
/// Emits additions that are full barriers: whoever sees one, on whatever CPU, sees all that was written before it, and nothing behind it is
/// done earlier.
/// </summary>
/// <remarks>
/// BPF's atomic instructions are ordered as the kernel's own: with a return value, fully; without one, not at all
/// (Documentation/atomic_t.txt, "ORDERING"; the JITs take the same instructions). So a barrier is an addition that fetches, but on x86-64, where
/// any locked one will do. A store with release semantics is there since 6.15 only. What the reader relies on, and why that is enough:
/// <list type="bullet">
/// <item>Record → head → <c>Busy</c> = 0: publishing is a barrier. Who sees the ring free sees the head, and with it the record.</item>
/// <item>Head → look at <c>Sleeping</c>: the same barrier. It pairs with the one in <c>Doorbell.Arm</c>.</item>
/// <item><c>Sleeping</c> = 0 → bell: plain. bpf_ringbuf_output commits by an xchg (kernel/bpf/ringbuf.c), which is a barrier.</item>
/// <item>Loss stamp → count at the slot → <c>Losses</c> → <c>Busy</c> = 0: both counts are barriers. It is read the other way round
/// (<c>LossCounters</c>).</item>
/// <item><c>Tail</c> → bytes of the record: plain. Whether they are written hangs on a branch on the tail, and no processor lets others see a
/// store that a branch may yet prevent (Documentation/memory-barriers.txt, "control dependency").</item>
/// <item><c>Busy</c> = 1 and <c>Pending</c> → stamp: plain, also on x86-64, where a store may wait in the CPU while it reads the clock. The
/// reader allows for that: it takes a ring for complete up to a while before its own look at the clock. Whichever of <c>Pending</c> and the
/// <c>Busy</c> = 0 behind it is seen first, the records that wait are stamped after <c>Pending</c> was stored.</item>
/// <item><c>Pending</c> = 0 → <c>Busy</c> = 0: plain. The packet was published before by a barrier, or nothing of it will be; until both are
/// seen the reader takes the ring for busy.</item>
/// <item>A <see cref="Records.MemberState"/> is one word, and one CPU never sees it go back. It changes at system calls, a grace period before
/// anything depends on it.</item>
/// <item>All else in a ring, the packet stack and how many losses were reported among it, is read by the CPU that wrote it.</item>
/// </list>
/// </remarks>
internal static class OrderedAccess
{
    /// <summary>
    /// Adds a register to a 64-bit number. The register is lost where the processor needs an instruction that fetches (Linux 5.12, and
    /// 6.0 for tracing on arm64).
    /// </summary>
    public static void EmitAdd(Assembler asm, TargetProcessor processor, short offset, Register what, Register holder = R7)
    {
        if (processor == TargetProcessor.X64)
            asm.AtomicAdd(U64, holder, offset, what);
        else
            asm.AtomicFetchAdd(U64, holder, offset, what);
    }
}
