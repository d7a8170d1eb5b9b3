using Capture.Emission.Parts;
using Capture.Selection;
using Ebpf.Asm;

namespace Capture.Emission;

/// <summary>A capture program while it is being emitted, and what all of its parts need to know.</summary>
internal sealed class ProgramText
{
    private ProgramText(ContextReader context, ProgramSettings settings)
    {
        Context = context;
        Settings = settings;
        Exits = new ExitLabels(Asm);
    }

    public Assembler Asm { get; } = new();

    /// <summary>Where a run can end early.</summary>
    public ExitLabels Exits { get; }

    /// <summary>How the packet is had.</summary>
    public ContextReader Context { get; }

    /// <summary>What is alike in all programs of the group.</summary>
    public ProgramSettings Settings { get; }

    /// <summary>Which packets are captured.</summary>
    public PacketSelection Selection => Settings.Selection;

    /// <summary>Emits a program: its parts, one after the other.</summary>
    public static BpfCode Of(ContextReader context, ProgramSettings settings, ReadOnlySpan<IProgramPart> parts)
    {
        var text = new ProgramText(context, settings);
        foreach (var part in parts)
            part.Emit(text);
        return text.Asm.Assemble();
    }
}
