namespace Capture.Emission.Parts;

/// <summary>The packet is over and nothing of it is kept: the next one overwrites its records.</summary>
internal sealed class DropPending : IProgramPart
{
    public void Emit(ProgramText text)
    {
        text.Asm.Mark(text.Exits.Unwanted);
        PendingPacket.EmitEnd(text.Asm);
    }
}
