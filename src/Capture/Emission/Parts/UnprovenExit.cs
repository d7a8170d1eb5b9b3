namespace Capture.Emission.Parts;

/// <summary>The run is not known to be the packet's: a record is lost, the packet's others are not touched by that.</summary>
internal sealed class UnprovenExit : IProgramPart
{
    public void Emit(ProgramText text)
    {
        if (!text.Exits.HasUnproven)
            return;
        text.Asm.Mark(text.Exits.Unproven);
        RingAccess.EmitCountUnproven(text.Asm);
        text.Asm.Jump(text.Exits.LostBefore);
    }
}
