using static Ebpf.Asm.Register;

namespace Capture.Emission.Parts;

/// <summary>The end of the program, where all its exits lead.</summary>
/// <param name="value">What it returns: an action if it is an XDP program, 0 if it is hooked at one.</param>
internal sealed class Return(int value) : IProgramPart
{
    public void Emit(ProgramText text) => text.Asm.Mark(text.Exits.Done).Mov(R0, value).Exit();
}
