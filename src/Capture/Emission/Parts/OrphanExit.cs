namespace Capture.Emission.Parts;

/// <summary>Nobody opened this packet: its record here is lost, unless it is of a time when not all hooks were in.</summary>
internal sealed class OrphanExit : IProgramPart
{
    public void Emit(ProgramText text)
    {
        if (!text.Exits.HasOrphan)
            return;
        text.Asm.Mark(text.Exits.Orphan);
        SlotAccess.EmitCountingCheck(text.Asm, text.Settings, text.Exits.Free);
        text.Asm.Jump(text.Exits.LostBefore);
    }
}
