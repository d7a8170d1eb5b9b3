using Ebpf.Asm;
using static Capture.Emission.Sizes;
using static Ebpf.Asm.JumpCondition;
using static Ebpf.Asm.Register;

namespace Capture.Emission;

/// <summary>
/// fentry/fexit on a static function whose arguments the kernel does not take to be as declared: the compiler may have dropped the context,
/// so that the first argument is anything. It counts as the context only if it is the address of a packet that is open on this CPU.
/// </summary>
/// <remarks>
/// Nothing is read through it before. If it is no such address, the run is taken to be for the packet that was opened last, whose xdp_buff
/// is known: that says whether the run is of our interface and its record wanted, but not for sure, so that the record is lost, not made up.
/// With no packet open nobody knows whose run it is: the function is entered for packets of other interfaces too.
/// </remarks>
internal sealed class ProvenContext(XdpBuffOffsets offsets, InterfaceFilter filter, FragmentAccess? fragments = null)
    : UntypedContext(offsets, filter, fragments)
{
    public override bool ProvesRuns => true;

    /// <summary>u64: 1 when the argument is no open packet's context. It lies below all that is copied to the stack.</summary>
    private short Unproven =>
        checked((short)(Math.Min(Copy, StackFrame.Copies - ((Fragments?.Offsets.Size ?? 0) + 7 & ~7)) - sizeof(ulong)));

    public override void EmitUnlessProven(Assembler asm, Label unproven)
    {
        asm.Comment("was its argument the packet's context?");
        asm.Load(U64, R1, R10, Unproven);
        asm.JumpIf(NotEqual, R1, 0, unproven);
    }

    protected override void EmitProof(Assembler asm, Label notOurs)
    {
        asm.Label(out var proven, "proven");
        asm.Comment("is the argument the context of a packet that is open on this CPU?");
        asm.StoreImmediate(U64, R10, Unproven, 0);
        RingAccess.EmitFind(asm, none: proven); // a CPU without a ring only counts
        PacketStack.EmitSearch(asm, R6, notOurs, proven);
        asm.StoreImmediate(U64, R10, Unproven, 1);
        asm.Mark(proven);
    }
}
