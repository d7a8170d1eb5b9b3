namespace Capture.Emission.Parts;

/// <summary>Is what the record would be read through known to be the packet's context? Where that is always so, nothing is asked.</summary>
internal sealed class ProveRun : IProgramPart
{
    public void Emit(ProgramText text)
    {
        if (text.Context.ProvesRuns)
            text.Context.EmitUnlessProven(text.Asm, text.Exits.Unproven);
    }
}
