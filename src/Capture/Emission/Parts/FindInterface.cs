using Capture.Model;

namespace Capture.Emission.Parts;

/// <summary>The beginning: is the packet one of our interfaces' and of a receive queue that is wanted? Fills the stack frame.</summary>
/// <param name="position">At exit the action is kept, too.</param>
internal sealed class FindInterface(CapturePosition position) : IProgramPart
{
    public void Emit(ProgramText text)
    {
        text.Context.Emit(text.Asm, withAction: position == CapturePosition.Exit, text.Exits.Done);
        PacketDecision.EmitQueue(text.Asm, text.Selection, text.Exits.Done);
    }
}
