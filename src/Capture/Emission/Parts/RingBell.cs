namespace Capture.Emission.Parts;

/// <summary>Gives the ring back, wakes the reader if it sleeps, and ends the run: something was published.</summary>
internal sealed class RingBell : IProgramPart
{
    public void Emit(ProgramText text)
    {
        RingAccess.EmitRelease(text.Asm);
        RingAccess.EmitDoorbell(text.Asm, text.Settings.WakeUpEvery, text.Exits.Done);
        text.Asm.Jump(text.Exits.Done);
    }
}
