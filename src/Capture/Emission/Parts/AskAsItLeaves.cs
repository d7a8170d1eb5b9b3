namespace Capture.Emission.Parts;

/// <summary>Does the packet pass the filter as it leaves, and are all its records kept so far?</summary>
internal sealed class AskAsItLeaves : IProgramPart
{
    public void Emit(ProgramText text)
    {
        PacketDecision.EmitLastFilter(text.Asm, text.Context, text.Settings, text.Exits.Unwanted, text.Exits.Lost);
        PacketStack.EmitLostCheck(text.Asm, text.Exits.Lost);
    }
}
