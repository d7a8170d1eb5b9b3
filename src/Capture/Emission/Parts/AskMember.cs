namespace Capture.Emission.Parts;

/// <summary>Are packets of its interface taken yet, and still? Asked where a packet begins.</summary>
internal sealed class AskMember : IProgramPart
{
    public void Emit(ProgramText text) => SlotAccess.EmitOpenCheck(text.Asm, text.Settings, text.Exits.Done);
}
