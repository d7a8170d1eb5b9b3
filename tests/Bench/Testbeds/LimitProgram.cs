using Ebpf.Asm;
using Ebpf.Objects;
using Ebpf.Xdp;
using static Ebpf.Asm.Register;

namespace Bench.Testbeds;

/// <summary>
/// The physical limit of looking at a whole packet: one byte of each of its cache lines is read, the sum and a count kept in a per-CPU map.
/// No program that keeps whole packets can do with less.
/// </summary>
/// <remarks>
/// Of a packet in several buffers only the first can be read directly. The rest is fetched by bpf_xdp_load_bytes in one call, which
/// copies it: a call for each cache line would take several times as long, since each looks for its buffer anew.
/// </remarks>
internal static class LimitProgram
{
    /// <summary>The map's name in the program.</summary>
    public const string Counts = "counts";

    private const int CacheLine = 64;

    /// <summary>What of a packet is read directly: less than a page with room before and behind, and whole cache lines.</summary>
    private const int MostDirect = 54 * CacheLine;

    /// <summary>Where the rest is copied to, behind a count and a sum.</summary>
    private const int RestOffset = 16;

    public static BpfMap CreateCounts(int frameLength) =>
        BpfMap.Create(new MapSpec(MapType.PerCpuArray, 4, (uint)RestOffset + (uint)((RestOf(frameLength) + 7) & ~7), 1, Name: Counts));

    /// <summary>For frames of one length: everything in it is a constant, no loop is left to the CPU.</summary>
    public static ProgramSpec For(int frameLength) => new()
    {
        Name = "bench_limit",
        Type = ProgramType.Xdp,
        Flags = ProgramFlags.XdpHasFragments,
        Code = Emit(Math.Min(frameLength, MostDirect), RestOf(frameLength)),
    };

    /// <summary>Packets counted, on all CPUs.</summary>
    public static ulong CountIn(BpfMap counts)
    {
        // A per-CPU map gives a value for each possible CPU.
        var values = new byte[counts.ValueLength];
        counts.Lookup(stackalloc byte[4], values);
        ulong count = 0;
        for (var at = 0; at < values.Length; at += values.Length / PossibleCpus.Count)
            count += BitConverter.ToUInt64(values, at);
        return count;
    }

    private static int RestOf(int frameLength) => Math.Max(0, frameLength - MostDirect);

    private static BpfCode Emit(int direct, int rest)
    {
        var asm = new Assembler().Label(out var unexpected);
        asm.Mov(R6, R1).Load(MemorySize.Word, R7, R6, 0).Load(MemorySize.Word, R3, R6, 4);
        asm.Mov(R4, R7).Add(R4, direct).JumpIf(JumpCondition.Greater, R4, R3, unexpected);
        asm.Mov(R8, 0);
        foreach (var at in LinesOf(direct))
            asm.Load(MemorySize.Byte, R2, R7, (short)at).Add(R8, R2);

        asm.StoreImmediate(MemorySize.Word, R10, -4, 0).Mov(R2, R10).Add(R2, -4).LoadMap(R1, Counts).Call(Helper.MapLookupElement);
        asm.JumpIf(JumpCondition.Equal, R0, 0, unexpected).Mov(R9, R0);
        if (rest > 0)
        {
            asm.Mov(R1, R6).Mov(R2, direct).Mov(R3, R9).Add(R3, RestOffset).Mov(R4, rest).Call(Helper.XdpLoadBytes);
            asm.JumpIf(JumpCondition.NotEqual, R0, 0, unexpected);
        }

        asm.Load(MemorySize.Double, R1, R9, 0).Add(R1, 1).Store(MemorySize.Double, R9, 0, R1);
        asm.Load(MemorySize.Double, R1, R9, 8).Add(R1, R8).Store(MemorySize.Double, R9, 8, R1);
        return asm.Mov(R0, (int)XdpAction.Pass).Exit().Mark(unexpected).Mov(R0, (int)XdpAction.Aborted).Exit().Assemble();
    }

    /// <summary>A byte of each, and the last one: wherever the packet begins in its first line.</summary>
    private static IEnumerable<int> LinesOf(int length)
    {
        for (var at = 0; at < length - 1; at += CacheLine)
            yield return at;
        yield return length - 1;
    }
}
