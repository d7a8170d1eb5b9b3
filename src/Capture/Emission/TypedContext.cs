using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>
/// fentry/fexit on a program declared with <c>struct xdp_md *</c>: the kernel hands over a typed xdp_buff, whose
/// fields are plain loads.
/// </summary>
/// <param name="offsets">Where the kernel keeps what is read.</param>
/// <param name="filter">Which packets are ours.</param>
/// <param name="fragments">How packets in several buffers are read; null on kernels that have none.</param>
/// <param name="parameters">Arguments of the target, 64 bits each: what it returned stands behind them.</param>
internal sealed class TypedContext(XdpBuffOffsets offsets, InterfaceFilter filter, FragmentAccess? fragments = null, int parameters = 1)
    : TracedContext(offsets, fragments)
{
    public override void Emit(Assembler asm, bool withAction, Label notOurs)
    {
        asm.Comment("the target's arguments: xdp_buff, then what it returned");
        asm.Load(U64, R6, R1, 0);
        if (withAction && TellsAction)
            asm.Load(U64, R2, R1, checked((short)(parameters * sizeof(ulong)))).Mov32(R2, R2).Store(U64, R10, StackFrame.Action, R2);
        asm.Store(U64, R10, StackFrame.XdpBuff, R6);

        asm.Comment("received by our interface, in its network namespace?");
        asm.Load(U64, R2, R6, Offsets.RxQueue);
        asm.Load(U64, R3, R2, Offsets.QueueDevice);
        asm.Load(U32, R4, R3, Offsets.DeviceIndex);
        EmitIndexCheck(asm, R4, filter, notOurs);
        if (filter.LooksUp)
            asm.Load(U64, R2, R6, Offsets.RxQueue).Load(U64, R3, R2, Offsets.QueueDevice);
        asm.Load(U64, R4, R3, Offsets.DeviceNamespace);
        asm.Load(U32, R4, R4, Offsets.NamespaceInode);
        asm.JumpIf32(NotEqual, R4, unchecked((int)filter.NamespaceInode), notOurs);

        asm.Load(U32, R4, R2, Offsets.QueueIndex);
        asm.Store(U64, R10, StackFrame.Queue, R4);
        EmitPlaceAndLength(asm, R6, 0);
    }
}
