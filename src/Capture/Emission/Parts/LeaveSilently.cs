namespace Capture.Emission.Parts;

/// <summary>The end of a hook that makes no record: whatever was found of the packet, there is nothing to keep or to count.</summary>
internal sealed class LeaveSilently : IProgramPart
{
    public void Emit(ProgramText text)
    {
        text.Asm.Mark(text.Exits.Lost).Mark(text.Exits.Free).Mark(text.Exits.Orphan).Mark(text.Exits.LostBefore);
        RingAccess.EmitRelease(text.Asm);
        text.Asm.Mark(text.Exits.Nested);
    }
}
