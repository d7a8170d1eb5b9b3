namespace Capture.Emission.Parts;

/// <summary>The ring is taken and there is nothing to keep.</summary>
internal sealed class FreeExit : IProgramPart
{
    public void Emit(ProgramText text)
    {
        text.Asm.Mark(text.Exits.Free);
        RingAccess.EmitRelease(text.Asm);
        text.Asm.Jump(text.Exits.Done);
    }
}
