namespace Capture.Emission.Parts;

/// <summary>Notes that the packet came by a capture point, for the hook that decides.</summary>
/// <param name="slot">The point's; nothing is noted where records are for comparison alone, or for none.</param>
internal sealed class NotePass(int? slot) : IProgramPart
{
    public void Emit(ProgramText text)
    {
        if (slot is { } passed && text.Settings.Lists(passed))
            PassedPoints.EmitPass(text.Asm, text.Settings, passed);
    }
}
