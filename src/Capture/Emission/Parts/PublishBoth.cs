using Capture.Model;
using Capture.Records;

namespace Capture.Emission.Parts;

/// <summary>
/// Writes and publishes the records of both sides of a program that does nothing between them. If the first finds room and the second does
/// not, only the second is lost.
/// </summary>
internal sealed class PublishBoth(int entrySlot, int exitSlot) : IProgramPart
{
    public void Emit(ProgramText text)
    {
        var asm = text.Asm;
        asm.Label(out var exitLost, "exit_lost").Label(out var written, "written");
        new PublishRecord(entrySlot, CapturePosition.Entry).Emit(text);
        RecordWriter.Emit(text, exitSlot, CapturePosition.Exit, RingLayout.Head, exitLost);
        RingAccess.EmitPublish(asm, text.Settings);
        asm.Jump(written);
        asm.Mark(exitLost);
        RingAccess.EmitCountLosses(asm, text.Settings, [exitSlot]);
        asm.Mark(written);
    }
}
