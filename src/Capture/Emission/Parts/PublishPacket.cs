namespace Capture.Emission.Parts;

/// <summary>Publishes all records of the packet at once.</summary>
internal sealed class PublishPacket : IProgramPart
{
    public void Emit(ProgramText text)
    {
        text.Asm.Comment("publish the packet");
        PassedPoints.EmitTold(text.Asm, text.Settings);
        PassedPoints.EmitCountMissed(text.Asm, text.Settings);
        PendingPacket.EmitPublish(text.Asm, text.Settings, text.Exits.Unwanted);
        PendingPacket.EmitEnd(text.Asm);
    }
}
