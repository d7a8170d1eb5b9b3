using Ebpf.Asm;
using static Ebpf.Asm.Register;

namespace ClassicBpf.Translation;

/// <summary>A translated filter by itself, for people to read: what surrounds it in a capture program is left out.</summary>
internal static class FilterListing
{
    private static readonly FilterFrame s_frame = new()
    {
        Packet = R6,
        Length = R9,
        Workspace = R7,
        WorkspaceOffset = 0,
        WireLength = -8,
        Longest = 1 << 18,
        Readable = (1 << 18) + 128,
    };

    public static string Write(ClassicProgram program) => Emit(program).ToListing();

    public static BpfCode Emit(ClassicProgram program, int unspilled = FilterLimits.Unspilled)
    {
        var asm = new Assembler().Label(out var noMatch, "no_match");
        asm.Comment("r6 = the packet, r9 = its captured length, r7 = memory for m[] and more; the length on the wire is on the stack");
        FilterEmitter.Emit(asm, program, s_frame, noMatch, unspilled);
        asm.Comment("match").Mov(R0, 1).Exit();
        asm.Mark(noMatch).Mov(R0, 0).Exit();
        return asm.Assemble();
    }
}
