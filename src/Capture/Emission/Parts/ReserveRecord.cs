namespace Capture.Emission.Parts;

/// <summary>Writes a record behind those of its packet that wait for being published; it waits too.</summary>
/// <param name="slot">The record's.</param>
/// <param name="position">At exit the record carries the verdict, where that is known.</param>
internal sealed class ReserveRecord(int slot, CapturePosition position) : IProgramPart
{
    public void Emit(ProgramText text)
    {
        if (text.Selection.OnlyModified)
            PacketStack.EmitCompareFirstByte(text.Asm);
        var withVerdict = position == CapturePosition.Exit && text.Context.TellsAction;
        RecordWriter.Emit(text.Asm, text.Context, text.Settings, slot, withVerdict, text.Exits.Lost, waits: true);
    }
}
