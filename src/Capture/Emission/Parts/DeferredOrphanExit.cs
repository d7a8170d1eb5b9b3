namespace Capture.Emission.Parts;

/// <summary>Nobody opened this packet: its record here is lost, if it is known by now to be wanted or cannot be known.</summary>
/// <param name="slots">The hook's; none where its records are for comparison alone.</param>
/// <param name="unless">What is asked before it counts as lost.</param>
internal sealed class DeferredOrphanExit(int[] slots, params IProgramPart[] unless) : IProgramPart
{
    public void Emit(ProgramText text)
    {
        if (!text.Exits.HasOrphan)
            return;
        text.Asm.Mark(text.Exits.Orphan);
        if (slots.Length > 0)
        {
            SlotAccess.EmitCountingCheck(text.Asm, text.Settings, text.Exits.Free);
            foreach (var part in unless)
                part.Emit(text);
            RingAccess.EmitCountLosses(text.Asm, text.Settings, slots);
        }

        text.Asm.Jump(text.Exits.Free);
    }
}
