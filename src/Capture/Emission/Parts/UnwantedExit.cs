namespace Capture.Emission.Parts;

/// <summary>The packet turned out here not to be wanted; the hooks that follow are told so, and none of its records waits any more.</summary>
internal sealed class UnwantedExit : IProgramPart
{
    public void Emit(ProgramText text)
    {
        if (!text.Exits.HasUnwanted)
            return;
        text.Asm.Mark(text.Exits.Unwanted);
        PacketStack.EmitMarkUnwanted(text.Asm);
        if (text.Selection.IsDecidedLate)
            PendingPacket.EmitEnd(text.Asm);
        text.Asm.Jump(text.Exits.Free);
    }
}
