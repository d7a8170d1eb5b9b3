using System.Buffers.Binary;
using System.Numerics;
using ClassicBpf;
using ClassicBpf.Analysis;
using ClassicBpf.Interpretation;
using ClassicBpf.Tests.Support;
using Ebpf.Objects;
using Linux.Files;

namespace Kernel.Tests.Filters;

/// <summary>Packets in a map, for a program that judges one of them at each run and writes its answer beside it.</summary>
/// <remarks>
/// The map's one value:
/// <code>
///   0  u64 number of the next run
///   8  the filter's workspace
///  96  table: { u32 offset of the packet in the data, u32 captured length, u32 wire length, u32 answer } × Capacity
///   …  data: 2^n bytes of packets, then Readable bytes, so that any packet may be read as far as that
/// </code>
/// </remarks>
internal sealed unsafe class PacketSet : IDisposable
{
    /// <summary>Like the capture programs' own: the most bytes of a packet, and how far a filter may read from any packet's start.</summary>
    public const int Longest = 262144, Readable = Longest + 128;

    public const int Workspace = 8, Table = 96, EntrySize = 16, AnswerOffset = 12;

    private readonly MemoryMapping _memory;
    private byte[] _bytes = [];
    private (int Offset, int Captured, int Wire)[] _packets = [];

    /// <param name="packets">How many there will be at most.</param>
    /// <param name="bytes">How long they are altogether at most.</param>
    public PacketSet(int packets, int bytes)
    {
        Capacity = (int)BitOperations.RoundUpToPowerOf2((uint)packets);
        Data = Table + Capacity * EntrySize;
        DataSize = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(bytes, 4096));
        Map = BpfMap.Create(new MapSpec(MapType.Array, 4, (uint)(Data + DataSize + Readable), 1, MapFlags.Mappable, "packets"));
        _memory = Map.MapMemory();
    }

    /// <summary>A set made for these packets.</summary>
    public PacketSet(IReadOnlyList<Packet> packets) : this(packets.Count, packets.Sum(p => p.Bytes.Length)) => Fill(packets);

    public BpfMap Map { get; }

    /// <summary>Powers of two, both.</summary>
    public int Capacity { get; }

    /// <inheritdoc cref="Capacity"/>
    public int DataSize { get; }

    /// <summary>Where the data begins in the map's value.</summary>
    public int Data { get; }

    public int Count => _packets.Length;

    private Span<byte> Memory => new(_memory.Pointer, (int)_memory.Length);

    /// <summary>Replaces the packets.</summary>
    public void Fill(IReadOnlyList<Packet> packets)
    {
        _bytes = [.. packets.SelectMany(p => p.Bytes)];
        _packets = new (int, int, int)[packets.Count];
        var offset = 0;
        for (var i = 0; i < packets.Count; i++)
        {
            _packets[i] = (offset, packets[i].Bytes.Length, packets[i].WireLength);
            var entry = Memory.Slice(Table + i * EntrySize, EntrySize);
            BinaryPrimitives.WriteInt32LittleEndian(entry, offset);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], packets[i].Bytes.Length);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], packets[i].WireLength);
            offset += packets[i].Bytes.Length;
        }

        _bytes.CopyTo(Memory[Data..]);
    }

    /// <summary>Has the kernel run the program once for each packet.</summary>
    /// <returns>1 for each packet that matches, 0 for each that does not, 255 for one that was not judged.</returns>
    public byte[] Judge(FilterHarness harness)
    {
        Memory[..8].Clear();
        for (var i = 0; i < Count; i++)
            Memory[Table + i * EntrySize + AnswerOffset] = byte.MaxValue;
        harness.Program.TestRun(new TestRunOptions { Data = new byte[64], Repeat = (uint)Count });
        var answers = new byte[Count];
        for (var i = 0; i < Count; i++)
            answers[i] = Memory[Table + i * EntrySize + AnswerOffset];
        return answers;
    }

    /// <summary>Has libpcap judge the same packets.</summary>
    /// <remarks>
    /// Now and then libpcap compiles to a program that reads a word of M it never wrote ("geneve and vlan 5 or not ip" does), and its
    /// interpreter then goes by what lies on the stack. We take 0, and so does the tests' interpreter, who is asked then.
    /// </remarks>
    public byte[] JudgeByLibpcap(ClassicProgram program)
    {
        var answers = new byte[Count];
        if (!ReadsUnwrittenMemory(program))
        {
            LibPcap.Judge([.. program.Instructions], _packets, _bytes, answers);
            return answers;
        }

        for (var i = 0; i < Count; i++)
        {
            var (offset, captured, wire) = _packets[i];
            var kept = ClassicInterpreter.Run(program.Instructions.AsSpan(), _bytes.AsSpan(offset, captured), (uint)wire);
            answers[i] = kept != 0 ? (byte)1 : (byte)0;
        }

        return answers;
    }

    public static bool ReadsUnwrittenMemory(ClassicProgram program)
    {
        var state = ClassicInitialState.Of(program);
        return Enumerable.Range(0, ClassicProgram.MemoryWords).Any(state.ReadsMemory);
    }

    public void Dispose()
    {
        _memory.Dispose();
        Map.Dispose();
    }
}
