namespace Capture.Emission.Parts;

/// <summary>Writes the record of a capture point, and publishes it.</summary>
/// <param name="slot">The point's.</param>
/// <param name="position">At exit the record carries the verdict, where that is known.</param>
internal sealed class PublishRecord(int slot, CapturePosition position) : IProgramPart
{
    public void Emit(ProgramText text) => RecordWriter.Emit(
        text.Asm, text.Context, text.Settings, slot, position == CapturePosition.Exit && text.Context.TellsAction, text.Exits.Lost);
}
