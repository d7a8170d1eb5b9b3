namespace Capture.Emission.Parts;

/// <summary>The run is not known to be the packet's: whether that is a loss is known when the packet is known to be wanted.</summary>
/// <param name="slots">The hook's; none where its records are for comparison alone.</param>
internal sealed class DeferredUnprovenExit(int[] slots) : IProgramPart
{
    public void Emit(ProgramText text)
    {
        if (!text.Exits.HasUnproven)
            return;
        text.Asm.Mark(text.Exits.Unproven);
        RingAccess.EmitCountUnproven(text.Asm);
        foreach (var slot in slots)
            PassedPoints.EmitMiss(text.Asm, text.Settings, slot);
        text.Asm.Jump(text.Exits.Free);
    }
}
