namespace Capture.Emission.Parts;

/// <summary>The packet's outermost entry, which opens it.</summary>
/// <param name="records">Whether this is its first capture point; else that is one of the hooks within.</param>
internal sealed class OpenPacket(bool records) : PacketPart
{
    public override IProgramPart[] Before => [new AskMember()];

    public override bool StaysOpen => true;

    public override void Emit(ProgramText text)
    {
        var asks = text.Settings.AsksFirst;
        PacketStack.EmitOpen(text.Asm, undecided: asks && !records, pending: text.Selection.IsDecidedLate);
        if (asks && records)
            PacketDecision.EmitFirst(text.Asm, text.Context, text.Settings, text.Exits.Unwanted, text.Exits.Lost);
    }
}
