namespace Capture.Emission.Parts;

/// <summary>A record is lost at each of the slots.</summary>
internal sealed class CountLoss(params int[] slots) : IProgramPart
{
    public void Emit(ProgramText text)
    {
        text.Asm.Comment("no room, or an earlier record of the packet had none: the record is lost");
        RingAccess.EmitCountLosses(text.Asm, text.Settings, slots);
    }
}
