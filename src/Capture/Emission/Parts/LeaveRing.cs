namespace Capture.Emission.Parts;

/// <summary>Gives the ring back and ends the run: nothing was published.</summary>
internal sealed class LeaveRing : IProgramPart
{
    public void Emit(ProgramText text)
    {
        RingAccess.EmitRelease(text.Asm);
        text.Asm.Jump(text.Exits.Done);
    }
}
