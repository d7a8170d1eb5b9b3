using Capture.Records;
using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>Emits the copying of a packet that lies in one buffer.</summary>
internal static class PacketCopy
{
    /// <summary>Copies R9 bytes from <see cref="StackFrame.Data"/> to the record at R8.</summary>
    public static void Emit(Assembler asm, Label lost)
    {
        asm.Label(out var read, "read");

        asm.Comment("copy the packet");
        asm.Mov(R1, R8).Add(R1, RecordLayout.Packet);
        asm.Mov(R2, R9);
        asm.Load(U64, R3, R10, StackFrame.Data);
        asm.Call(Helper.ProbeReadKernel);
        asm.JumpIf(Equal, R0, 0, read);
        EmitUnreadable(asm, lost);
        asm.Mark(read);
    }

    /// <summary>Not even the packet's first bytes can be had: a loss of its own kind.</summary>
    public static void EmitUnreadable(Assembler asm, Label lost)
    {
        asm.Mov(R1, 1).AtomicAdd(U64, R7, RingLayout.Unreadable, R1);
        asm.Jump(lost);
    }
}
