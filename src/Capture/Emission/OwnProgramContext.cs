using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>
/// Our own XDP program (--load-xdp-program): the context is a <c>struct xdp_md</c> (linux/bpf.h). It sits on one interface
/// only, so there is nothing to check, and always returns XDP_PASS.
/// </summary>
internal sealed class OwnProgramContext : ContextReader
{
    public const int XdpPass = 2;

    private const short Data = 0;
    private const short DataEnd = 4;
    private const short RxQueueIndex = 16;

    public override void Emit(Assembler asm, bool withAction, Label notOurs)
    {
        if (withAction)
            asm.StoreImmediate(U64, R10, StackFrame.Action, XdpPass);
        asm.Load(U32, R2, R1, RxQueueIndex).Store(U64, R10, StackFrame.Queue, R2);
        asm.Load(U32, R2, R1, Data);
        asm.Load(U32, R3, R1, DataEnd);
        asm.Store(U64, R10, StackFrame.Data, R2);
        asm.Sub(R3, R2).Store(U64, R10, StackFrame.Length, R3);
    }
}
