using Capture.Model;
using Capture.Records;

namespace Capture.Emission.Parts;

/// <summary>Writes a record behind those of its packet that wait for being published; it waits too.</summary>
/// <param name="slot">The record's.</param>
/// <param name="side">At exit the record carries the verdict, where that is known.</param>
internal sealed class ReserveRecord(int slot, CapturePosition side) : IProgramPart
{
    public void Emit(ProgramText text)
    {
        if (text.Selection.OnlyModified)
            PacketStack.EmitCompareFirstByte(text.Asm);
        RecordWriter.Emit(text, slot, side, RingLayout.Reserved, text.Exits.Lost);
        PendingPacket.EmitAppend(text.Asm);
    }
}
