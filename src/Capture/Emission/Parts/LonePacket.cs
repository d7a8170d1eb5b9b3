namespace Capture.Emission.Parts;

/// <summary>The packet has one hook only: all is asked here, and there is nothing to pair.</summary>
/// <param name="before">What is asked before the ring is taken.</param>
internal sealed class LonePacket(params IReadOnlyList<IProgramPart> before) : PacketPart
{
    public override IReadOnlyList<IProgramPart> Before => before;

    public override bool StaysOpen => false;

    public override void Emit(ProgramText text)
    {
        PacketDecision.EmitLastFilter(text.Asm, text.Context, text.Settings, text.Exits.Free, text.Exits.Lost);
        PacketDecision.EmitFirst(text.Asm, text.Context, text.Settings, text.Exits.Free, text.Exits.Lost);
        PacketStack.EmitNumberAlone(text.Asm, text.Selection.IsDecidedLate);
    }
}
