namespace Capture.Emission.Parts;

/// <summary>The packet has one hook only: all is asked here, and there is nothing to pair.</summary>
/// <param name="before">What is asked before the ring is taken.</param>
internal sealed class LonePacket(params IProgramPart[] before) : PacketPart
{
    public override IProgramPart[] Before => before;

    public override bool StaysOpen => false;

    public override void Emit(ProgramText text)
    {
        PacketDecision.EmitLastFilter(text.Asm, text.Context, text.Settings, text.Exits.Free, text.Exits.Lost);
        PacketDecision.EmitFirst(text.Asm, text.Context, text.Settings, text.Exits.Free, text.Exits.Lost);
        if (text.Selection.IsDecidedLate)
            PendingPacket.EmitInterrupt(text.Asm);
        PacketStack.EmitNumberAlone(text.Asm);
    }
}
