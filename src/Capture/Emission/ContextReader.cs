using Ebpf.Asm;

namespace Capture.Emission;

/// <summary>
/// Emits the first part of a capture program: is this run ours, and where is the packet? Expects the program's
/// context in R1 and fills the first group of <see cref="StackFrame"/>. May use every register.
/// </summary>
internal abstract class ContextReader
{
    /// <summary>Emits the reads.</summary>
    /// <param name="asm">Where to.</param>
    /// <param name="withAction">The program runs at exit: keep the action too.</param>
    /// <param name="notOurs">Jumped to when the packet belongs to another interface.</param>
    public abstract void Emit(Assembler asm, bool withAction, Label notOurs);

    /// <summary>Leaves for <paramref name="notOurs"/> unless the 32-bit <paramref name="index"/> is one of <paramref name="accepted"/>.</summary>
    protected static void EmitIndexCheck(Assembler asm, Register index, IReadOnlyList<int> accepted, Label notOurs)
    {
        if (accepted.Count == 1)
        {
            asm.JumpIf32(JumpCondition.NotEqual, index, accepted[0], notOurs);
            return;
        }

        asm.Label(out var accept, "accept");
        foreach (var candidate in accepted)
            asm.JumpIf32(JumpCondition.Equal, index, candidate, accept);
        asm.Jump(notOurs).Mark(accept);
    }
}
