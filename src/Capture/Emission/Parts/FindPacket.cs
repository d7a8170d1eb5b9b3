namespace Capture.Emission.Parts;

/// <summary>The entry or exit of a function within a packet that another hook has opened.</summary>
internal sealed class FindPacket : PacketPart
{
    public override bool StaysOpen => true;

    public override void Emit(ProgramText text)
    {
        PacketStack.EmitFind(text.Asm, text.Exits.Orphan, text.Exits.LostBefore, text.Settings.AsksFirst ? text.Exits.Free : null);
        if (text.Settings.AsksWithin)
        {
            PacketDecision.EmitFirstUnlessDecided(
                text.Asm, text.Context, text.Settings, text.Exits.Unwanted, text.Exits.Lost, staysOpen: true);
        }
    }
}
