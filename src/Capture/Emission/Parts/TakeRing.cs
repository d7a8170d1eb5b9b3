namespace Capture.Emission.Parts;

/// <summary>Takes this CPU's ring: R7 points to it from here on.</summary>
internal sealed class TakeRing : IProgramPart
{
    public void Emit(ProgramText text) => RingAccess.EmitTake(text.Asm, text.Exits.Nested);
}
