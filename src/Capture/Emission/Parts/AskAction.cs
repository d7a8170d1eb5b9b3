using Ebpf.Asm;

namespace Capture.Emission.Parts;

/// <summary>Is the packet's action one that is wanted?</summary>
/// <param name="unwanted">Where the run leaves for otherwise.</param>
internal sealed class AskAction(Func<ExitLabels, Label> unwanted) : IProgramPart
{
    public void Emit(ProgramText text)
    {
        if (text.Selection.Actions is not null)
            PacketDecision.EmitAction(text.Asm, text.Selection, unwanted(text.Exits));
    }
}
