namespace Capture.Emission.Parts;

/// <summary>The packet is wanted and could not be kept: a record is lost at every point that it came by.</summary>
internal sealed class CountPassed : IProgramPart
{
    public void Emit(ProgramText text) => PassedPoints.EmitCountLost(text.Asm, text.Settings);
}
