using ClassicBpf;
using ClassicBpf.Translation;
using Ebpf.Asm;
using Ebpf.Objects;
using static Ebpf.Asm.Register;

namespace Kernel.Tests.Filters;

/// <summary>
/// An XDP program around a translated filter, as a capture program is one: but its packets come from a <see cref="PacketSet"/>, one at
/// each run, so that they may be of any length and a test run judges thousands.
/// </summary>
internal sealed class FilterHarness : IDisposable
{
    private const string Map = "packets";

    public FilterHarness(ClassicProgram filter, PacketSet packets, int unspilled = FilterLimits.Unspilled, FilterFrame? frame = null) =>
        Program = BpfProgram.Load(Spec(filter, packets, unspilled, frame ?? Frame), new Dictionary<string, BpfMap> { [Map] = packets.Map });

    public BpfProgram Program { get; }

    private static ProgramSpec Spec(ClassicProgram filter, PacketSet packets, int unspilled, FilterFrame frame) =>
        new() { Name = "filter", Type = ProgramType.Xdp, Code = Emit(filter, packets, unspilled, frame) };

    /// <summary>R6 the packet, R7 its length, R8 the map's value, R9 its entry in the table.</summary>
    public static FilterFrame Frame { get; } = new()
    {
        Packet = R6,
        Length = R7,
        WireLength = -8,
        Workspace = R8,
        WorkspaceOffset = PacketSet.Workspace,
        Longest = PacketSet.Longest,
        Readable = PacketSet.Readable,
    };

    public void Dispose() => Program.Dispose();

    private static BpfCode Emit(ClassicProgram filter, PacketSet packets, int unspilled, FilterFrame frame)
    {
        var asm = new Assembler().Label(out var noMatch);
        asm.Comment("which packet?");
        asm.LoadMapValue(R8, Map).Mov(R9, R8);
        asm.Load(MemorySize.Double, R1, R9, 0).Mov(R2, R1).Add(R2, 1).Store(MemorySize.Double, R9, 0, R2);
        asm.And(R1, packets.Capacity - 1).ShiftLeft(R1, 4).Add(R9, R1);
        asm.Load(MemorySize.Word, R2, R9, PacketSet.Table).And(R2, packets.DataSize - 1);
        asm.LoadMapValue(frame.Packet, Map, (uint)packets.Data).Add(frame.Packet, R2);
        asm.Load(MemorySize.Word, frame.Length, R9, PacketSet.Table + 4);
        asm.Load(MemorySize.Word, R3, R9, PacketSet.Table + 8).Store(MemorySize.Double, R10, frame.WireLength, R3);

        FilterEmitter.Emit(asm, filter, frame, noMatch, unspilled);

        asm.StoreImmediate(MemorySize.Word, R9, PacketSet.Table + PacketSet.AnswerOffset, 1);
        asm.Mov(R0, 2).Exit();
        asm.Mark(noMatch);
        asm.StoreImmediate(MemorySize.Word, R9, PacketSet.Table + PacketSet.AnswerOffset, 0);
        return asm.Mov(R0, 1).Exit().Assemble();
    }
}
