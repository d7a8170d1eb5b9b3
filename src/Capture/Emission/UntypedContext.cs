using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>
/// fentry/fexit on a program declared with <c>void *ctx</c> or the like: the verifier sees a number where the xdp_buff
/// is and refuses loads through it, so it is copied by helper, and each field behind it read by helper. That it is the xdp_buff is certain
/// only of main functions; for others there is <see cref="ProvenContext"/>.
/// </summary>
/// <remarks>
/// A main function that is not declared with <c>struct xdp_md *</c> has type information the kernel deems unreliable
/// (bpf_func_info_aux.unreliable). It then goes by five arguments of 64 bits each, whatever the declaration says, and what
/// the function returned comes behind the fifth (btf_distill_func_proto in kernel/bpf/btf.c).
/// </remarks>
internal class UntypedContext(XdpBuffOffsets offsets, InterfaceFilter filter, FragmentAccess? fragments = null)
    : TracedContext(offsets, fragments)
{
    private const short ReturnValue = 5 * sizeof(ulong);

    public override void Emit(Assembler asm, bool withAction, Label notOurs)
    {
        asm.Comment("the target's arguments: xdp_buff, four unknown ones, then what it returned");
        asm.Load(U64, R6, R1, 0);
        if (withAction && TellsAction)
            asm.Load(U64, R2, R1, ReturnValue).Mov32(R2, R2).Store(U64, R10, StackFrame.Action, R2);
        EmitProof(asm, notOurs);
        asm.Store(U64, R10, StackFrame.XdpBuff, R6);

        asm.Comment("copy the xdp_buff, as far as it is looked at");
        asm.Mov(R1, R10).Add(R1, Copy);
        asm.Mov(R2, CopySize);
        asm.Mov(R3, R6);
        asm.Call(Helper.ProbeReadKernel);
        asm.JumpIf(NotEqual, R0, 0, notOurs);

        asm.Comment("received by our interface, in its network namespace?");
        asm.Load(U64, R7, R10, (short)(Copy + Offsets.RxQueue));
        Read(asm, R8, R7, Offsets.QueueDevice, U64, notOurs);
        Read(asm, R9, R8, Offsets.DeviceIndex, U32, notOurs);
        EmitIndexCheck(asm, R9, filter, notOurs);
        Read(asm, R9, R8, Offsets.DeviceNamespace, U64, notOurs);
        Read(asm, R9, R9, Offsets.NamespaceInode, U32, notOurs);
        asm.JumpIf32(NotEqual, R9, unchecked((int)filter.NamespaceInode), notOurs);

        Read(asm, R9, R7, Offsets.QueueIndex, U32, notOurs);
        asm.Store(U64, R10, StackFrame.Queue, R9);
        EmitPlaceAndLength(asm, R10, Copy);
    }

    /// <summary>Emits what has to be known before anything is read through R6, which holds the argument.</summary>
    protected virtual void EmitProof(Assembler asm, Label notOurs)
    {
    }

    /// <summary>Bytes of the xdp_buff that are copied: up to the last field looked at.</summary>
    private int CopySize
    {
        get
        {
            var end = sizeof(ulong) + Math.Max(Offsets.RxQueue, Math.Max(Offsets.Data, Offsets.DataEnd));
            return Fragments?.Offsets is not { } more ? end
                : Math.Max(Math.Max(end, more.HardStart + sizeof(ulong)), sizeof(uint) + Math.Max(more.FrameSize, more.Flags));
        }
    }

    /// <summary>Where the copy lies in the stack frame.</summary>
    protected short Copy => checked((short)(StackFrame.Copies - (CopySize + 7 & ~7)));

    /// <summary>destination = *(source + offset), through bpf_probe_read_kernel; R1 to R5 are lost.</summary>
    private static void Read(Assembler asm, Register destination, Register source, short offset, MemorySize size, Label failed)
    {
        asm.Mov(R1, R10).Add(R1, StackFrame.Scratch);
        asm.Mov(R2, size == U64 ? 8 : 4);
        asm.Mov(R3, source).Add(R3, offset);
        asm.Call(Helper.ProbeReadKernel);
        asm.JumpIf(NotEqual, R0, 0, failed);
        asm.Load(size, destination, R10, StackFrame.Scratch);
    }
}
