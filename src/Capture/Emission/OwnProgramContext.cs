using Capture.Records;
using Ebpf.Asm;
using Ebpf.Xdp;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>
/// Our own XDP program (--load-xdp-program): the context is a <c>struct xdp_md</c> (linux/bpf.h). It sits on one interface
/// only, so there is nothing to check, and always returns XDP_PASS.
/// </summary>
/// <param name="severalBuffers">
/// Packets may lie in several buffers: the kernel's helpers (5.18) tell the length and copy from all of them. R6 keeps the context.
/// </param>
/// <param name="byAddress">What those do not reach may be read by its address, which takes CAP_PERFMON.</param>
internal sealed class OwnProgramContext(bool severalBuffers, bool byAddress = true) : ContextReader
{
    private const short Data = 0;
    private const short DataEnd = 4;
    private const short RxQueueIndex = 16;

    /// <summary>The most that bpf_xdp_load_bytes takes as an offset, and as a length (bpf_xdp_pointer in net/core/filter.c).</summary>
    private const int LongestCopy = 0xffff;

    /// <summary>What two copies reach.</summary>
    public const int CopyReach = 2 * LongestCopy;

    public override bool MayCut(uint longest) => severalBuffers && longest > CopyReach;

    public override void Emit(Assembler asm, bool withAction, Label notOurs)
    {
        if (withAction)
            asm.StoreImmediate(U64, R10, StackFrame.Action, (int)XdpAction.Pass);
        asm.Load(U32, R2, R1, RxQueueIndex).Store(U64, R10, StackFrame.Queue, R2);
        if (severalBuffers)
        {
            asm.Mov(R6, R1);
            asm.Call(Helper.XdpGetBuffLen);
            asm.Store(U64, R10, StackFrame.Length, R0);
            return;
        }

        asm.Load(U32, R2, R1, Data);
        asm.Load(U32, R3, R1, DataEnd);
        asm.Store(U64, R10, StackFrame.Data, R2);
        asm.Sub(R3, R2).Store(U64, R10, StackFrame.Length, R3);
    }

    public override void EmitCopy(Assembler asm, uint longest, Label lost)
    {
        if (!severalBuffers)
        {
            base.EmitCopy(asm, longest, lost);
            return;
        }

        asm.Label(out var read, "read").Label(out var unreadable, "unreadable");
        asm.Comment("copy the packet; it is never empty, which tells verifiers so");
        asm.JumpIf(Less, R9, 1, lost);
        if (longest > LongestCopy)
            EmitCopyTwice(asm, longest, read, unreadable);
        EmitLoadBytes(asm, 0, () => asm.Mov(R4, R9));
        asm.JumpIf(Equal, R0, 0, read);
        asm.Mark(unreadable);
        PacketCopy.EmitUnreadable(asm, lost);
        asm.Mark(read);
    }

    /// <summary>
    /// More than one copy takes, as generic mode and large MTUs have it: two. Behind what they reach are BIG TCP's packets alone. Kernels
    /// have those in one buffer, unless they are built for more fragments than most (CONFIG_MAX_SKB_FRAGS): then the rest stays out.
    /// </summary>
    private void EmitCopyTwice(Assembler asm, uint longest, Label read, Label unreadable)
    {
        asm.Label(out var once, "once");

        asm.JumpIf(LessOrEqual, R9, LongestCopy, once);
        asm.Comment("one call does not copy that much: the first part, then the rest");
        EmitLoadBytes(asm, 0, () => asm.Mov(R4, LongestCopy));
        asm.JumpIf(NotEqual, R0, 0, unreadable);
        if (longest > CopyReach)
        {
            asm.Label(out var second, "second");
            asm.JumpIf(LessOrEqual, R9, CopyReach, second);
            EmitLoadBytes(asm, LongestCopy, () => asm.Mov(R4, LongestCopy));
            asm.JumpIf(NotEqual, R0, 0, unreadable);
            EmitThird(asm, read);
            asm.Mark(second);
        }

        EmitLoadBytes(asm, LongestCopy, () => asm.Mov(R4, R9).Sub(R4, LongestCopy));
        asm.JumpIf(Equal, R0, 0, read);
        asm.Jump(unreadable);
        asm.Mark(once);
    }

    /// <summary>What no copy reaches comes by its address, if it lies in the first buffer, which has the whole packet then.</summary>
    private void EmitThird(Assembler asm, Label read)
    {
        if (byAddress)
        {
            asm.Label(out var cut, "cut");
            asm.Comment("no call reaches further: if there is one buffer only, the rest is behind what is copied");
            asm.Load(U32, R3, R6, Data);
            asm.Load(U32, R2, R6, DataEnd).Sub(R2, R3);
            asm.Load(U64, R1, R10, StackFrame.Length);
            asm.JumpIf(Less, R2, R1, cut);
            asm.Mov(R1, R8).Add(R1, RecordLayout.Packet + CopyReach);
            asm.Mov(R2, R9).Sub(R2, CopyReach);
            asm.Add(R3, CopyReach);
            asm.Call(Helper.ProbeReadKernel);
            asm.JumpIf(Equal, R0, 0, read);
            asm.Mark(cut);
        }

        asm.Comment("keep what could be reached");
        asm.Mov(R9, CopyReach);
        asm.Jump(read);
    }

    private static void EmitLoadBytes(Assembler asm, int offset, Action setLength)
    {
        asm.Mov(R1, R6);
        asm.Mov(R2, offset);
        asm.Mov(R3, R8).Add(R3, RecordLayout.Packet + offset);
        setLength();
        asm.Call(Helper.XdpLoadBytes);
    }
}
