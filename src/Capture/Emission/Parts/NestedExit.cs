using Capture.Records;

namespace Capture.Emission.Parts;

/// <summary>The ring is another run's, or there is none: a record is lost at each of the slots.</summary>
/// <param name="slots">None where the hook makes records for comparison alone.</param>
/// <param name="unless">What is asked before it counts as lost.</param>
internal sealed class NestedExit(int[] slots, params IProgramPart[] unless) : IProgramPart
{
    public void Emit(ProgramText text)
    {
        text.Asm.Mark(text.Exits.Nested);
        if (slots.Length == 0)
            return;
        text.Asm.Comment("this run interrupted one that is writing here, or there is no ring");
        foreach (var part in unless)
            part.Emit(text);
        RingAccess.EmitCountLosses(text.Asm, text.Settings, slots, RingLayout.NestedLossStamp);
    }
}
