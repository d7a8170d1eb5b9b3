using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>What fentry and fexit programs have in common: they see the kernel's xdp_buff, and read what is behind it by address.</summary>
/// <param name="offsets">Where the kernel keeps what is read.</param>
/// <param name="fragments">How packets in several buffers are read; null on kernels that have none.</param>
internal abstract class TracedContext(XdpBuffOffsets offsets, FragmentAccess? fragments) : ContextReader
{
    protected XdpBuffOffsets Offsets => offsets;

    protected FragmentAccess? Fragments => fragments;

    public override void EmitCopy(Assembler asm, uint longest, Label lost)
    {
        if (fragments is null)
            base.EmitCopy(asm, longest, lost);
        else
            FragmentCopy.Emit(asm, longest, fragments, lost);
    }

    public override bool MayCut(uint longest) => fragments is not null;

    /// <summary>Notes where the packet is and how long. The xdp_buff, or a copy, can be loaded from.</summary>
    /// <param name="asm">Where to.</param>
    /// <param name="holder">The register that leads to it.</param>
    /// <param name="at">How far it is from there.</param>
    protected void EmitPlaceAndLength(Assembler asm, Register holder, short at)
    {
        void Load(MemorySize size, Register to, short field) => asm.Load(size, to, holder, checked((short)(at + field)));

        Load(U64, R2, offsets.Data);
        Load(U64, R3, offsets.DataEnd);
        asm.Store(U64, R10, StackFrame.Data, R2);
        asm.Sub(R3, R2).Store(U64, R10, StackFrame.Length, R3);
        if (fragments?.Offsets is not { } more)
            return;

        asm.Label(out var known, "known");
        asm.Comment("in several buffers? then what is behind the first counts too");
        asm.Store(U64, R10, StackFrame.Linear, R3);
        Load(U32, R4, more.Flags);
        asm.And(R4, more.HasFragments).JumpIf(Equal, R4, 0, known);
        Load(U64, R3, more.HardStart);
        Load(U32, R4, more.FrameSize);
        FragmentCopy.EmitTotalLength(asm, more, known);
        asm.Mark(known);
    }
}
