using Capture.Model;
using Capture.Records;

namespace Capture.Emission.Parts;

/// <summary>Writes the record of a capture point, and publishes it.</summary>
/// <param name="slot">The point's.</param>
/// <param name="side">At exit the record carries the verdict, where that is known.</param>
internal sealed class PublishRecord(int slot, CapturePosition side) : IProgramPart
{
    public void Emit(ProgramText text)
    {
        RecordWriter.Emit(text, slot, side, RingLayout.Head, text.Exits.Lost);
        RingAccess.EmitPublish(text.Asm, text.Settings);
    }
}
