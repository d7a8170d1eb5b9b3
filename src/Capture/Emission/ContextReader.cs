using Ebpf.Asm;

namespace Capture.Emission;

/// <summary>
/// Emits the parts of a capture program that depend on its kind: is this run ours, where is the packet, and how are its bytes had?
/// R6 is its own from one part to the next.
/// </summary>
internal abstract class ContextReader
{
    /// <summary>Whether it is known what the target returns; else nothing asks for the action, and records at exit carry no verdict.</summary>
    public bool TellsAction { get; init; } = true;

    /// <summary>Whether runs come that are not proven to be a packet's: <see cref="EmitUnlessProven"/> says which.</summary>
    public virtual bool ProvesRuns => false;

    /// <summary>
    /// Emits the program's beginning: expects its context in R1 and fills the first group of <see cref="StackFrame"/>. May use every
    /// register.
    /// </summary>
    /// <param name="asm">Where to.</param>
    /// <param name="withAction">The program runs at exit: keep the action too.</param>
    /// <param name="notOurs">Jumped to when the packet belongs to another interface.</param>
    public abstract void Emit(Assembler asm, bool withAction, Label notOurs);

    /// <summary>Leaves for <paramref name="unproven"/> when nothing may be read for this run. R1 is lost.</summary>
    public virtual void EmitUnlessProven(Assembler asm, Label unproven)
    {
    }

    /// <summary>
    /// Emits copying the packet into a record: expects its ring in R7, the record in R8 and the bytes to keep in R9, which are at most the
    /// snapshot length. Afterwards R9 says how many there are, which may be fewer. R0 to R5 are lost.
    /// </summary>
    /// <param name="asm">Where to.</param>
    /// <param name="longest">The most bytes to keep.</param>
    /// <param name="lost">Jumped to when not even the packet's beginning can be read.</param>
    public virtual void EmitCopy(Assembler asm, uint longest, Label lost) => PacketCopy.Emit(asm, lost);

    /// <summary>Whether copying up to so many bytes of a packet may give fewer than it has.</summary>
    public virtual bool MayCut(uint longest) => false;

    /// <summary>
    /// Leaves for <paramref name="notOurs"/> unless the 32-bit <paramref name="index"/> is one of the interfaces'. Where it is looked up R0 to
    /// R5 are lost, and where the interface's slots begin is noted.
    /// </summary>
    protected static void EmitIndexCheck(Assembler asm, Register index, InterfaceFilter filter, Label notOurs)
    {
        if (!filter.LooksUp)
        {
            asm.JumpIf32(JumpCondition.NotEqual, index, filter.Number, notOurs);
            return;
        }

        asm.Store(Sizes.U32, Register.R10, StackFrame.Scratch, index);
        asm.StoreImmediate(Sizes.U32, Register.R10, StackFrame.Scratch + sizeof(uint), filter.Number);
        asm.LoadMap(Register.R1, InterfaceFilter.MembersMap);
        asm.Mov(Register.R2, Register.R10).Add(Register.R2, StackFrame.Scratch);
        asm.Call(Helper.MapLookupElement);
        asm.JumpIf(JumpCondition.Equal, Register.R0, 0, notOurs);
        asm.Load(Sizes.U32, Register.R1, Register.R0, 0).Store(Sizes.U64, Register.R10, StackFrame.FirstSlot, Register.R1);
    }
}
