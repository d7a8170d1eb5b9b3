namespace Capture.Emission.Parts;

/// <summary>The packet's outermost exit, which closes it.</summary>
/// <param name="records">Whether this is a capture point; it may be the packet's only one.</param>
internal sealed class ClosePacket(bool records) : PacketPart
{
    public override bool StaysOpen => false;

    public override void Emit(ProgramText text)
    {
        PacketStack.EmitFind(
            text.Asm, text.Exits.Orphan, text.Exits.LostBefore, text.Settings.AsksFirst ? text.Exits.Free : null, closes: true);
        if (text.Settings.AsksWithin && records)
        {
            PacketDecision.EmitFirstUnlessDecided(
                text.Asm, text.Context, text.Settings, text.Exits.Free, text.Exits.Lost, staysOpen: false);
        }
    }
}
