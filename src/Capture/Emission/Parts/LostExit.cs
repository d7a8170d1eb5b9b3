namespace Capture.Emission.Parts;

/// <summary>The record cannot be kept, or one before it could not: the part behind it counts that, or notes it until it is known to count.</summary>
/// <param name="staysOpen">Whether hooks follow, whose records of the packet are lost too.</param>
internal sealed class LostExit(bool staysOpen) : IProgramPart
{
    public void Emit(ProgramText text)
    {
        text.Asm.Mark(text.Exits.Lost);
        if (staysOpen)
            PacketStack.EmitMarkLost(text.Asm);
        if (text.Exits.HasLostBefore)
            text.Asm.Mark(text.Exits.LostBefore);
    }
}
