using System.Runtime.InteropServices;

namespace ClassicBpf.Tests.Support;

/// <summary>libpcap itself, called directly: what it says holds.</summary>
internal static unsafe partial class LibPcap
{
    private const string Library = "libpcap.so.0.8";
    private const int Ethernet = 1;

    /// <summary>Compiles like <c>tcpdump -y EN10MB -d</c>, or with -O too.</summary>
    /// <returns>The program, or null and libpcap's words.</returns>
    public static ClassicInstruction[]? Compile(string expression, bool optimize, out string error)
    {
        var handle = OpenDead(Ethernet, 262144);
        try
        {
            Program program;
            if (Compile(handle, &program, expression, optimize ? 1 : 0, 0) != 0)
            {
                error = Marshal.PtrToStringUTF8(GetError(handle))!;
                return null;
            }

            error = "";
            var instructions = new Span<ClassicInstruction>((void*)program.Instructions, program.Count).ToArray();
            FreeCode(&program);
            return instructions;
        }
        finally
        {
            Close(handle);
        }
    }

    /// <summary>The program that libpcap makes of an expression, optimised, for Ethernet.</summary>
    public static ClassicProgram Compiled(string expression) =>
        Compile(expression, optimize: true, out var error) is { } instructions ? new([.. instructions]) : throw new ArgumentException(error);

    /// <summary>What bpf_filter returns: bytes to keep, 0 for no match.</summary>
    public static uint Run(ReadOnlySpan<ClassicInstruction> program, ReadOnlySpan<byte> packet, uint wireLength)
    {
        fixed (ClassicInstruction* instructions = program)
        fixed (byte* data = packet)
            return Filter(instructions, data, wireLength, (uint)packet.Length);
    }

    /// <summary>Whether bpf_validate takes it for a program.</summary>
    public static bool Validate(ReadOnlySpan<ClassicInstruction> program)
    {
        fixed (ClassicInstruction* instructions = program)
            return Validate(instructions, program.Length) != 0;
    }

    /// <summary>A line of <c>tcpdump -d</c>, by bpf_image.</summary>
    public static string Image(ClassicInstruction instruction, int index) => Marshal.PtrToStringUTF8(Image(&instruction, index))!;

    /// <summary>Asks pcap_offline_filter about packet after packet.</summary>
    /// <param name="program">The program.</param>
    /// <param name="packets">For each packet where it begins in <paramref name="memory"/>, and its captured and wire length.</param>
    /// <param name="memory">All packets.</param>
    /// <param name="answers">Set to 1 where a packet matches, to 0 elsewhere.</param>
    public static void Judge(ReadOnlySpan<ClassicInstruction> program, ReadOnlySpan<(int Offset, int Captured, int Wire)> packets,
        ReadOnlySpan<byte> memory, Span<byte> answers)
    {
        fixed (ClassicInstruction* instructions = program)
        fixed (byte* start = memory)
        {
            var filter = new Program { Count = program.Length, Instructions = (nint)instructions };
            var header = default(PacketHeader);
            for (var i = 0; i < packets.Length; i++)
            {
                var (offset, captured, wire) = packets[i];
                header.Captured = (uint)captured;
                header.Wire = (uint)wire;
                answers[i] = OfflineFilter(&filter, &header, start + offset) != 0 ? (byte)1 : (byte)0;
            }
        }
    }

    // struct bpf_program, struct pcap_pkthdr: pcap/bpf.h, pcap/pcap.h.
    private struct Program
    {
        public int Count;
        public nint Instructions;
    }

    private struct PacketHeader
    {
        public long Seconds, Microseconds;
        public uint Captured, Wire;
    }

    [LibraryImport(Library, EntryPoint = "pcap_open_dead")]
    private static partial nint OpenDead(int linkType, int snapLength);

    [LibraryImport(Library, EntryPoint = "pcap_close")]
    private static partial void Close(nint handle);

    [LibraryImport(Library, EntryPoint = "pcap_geterr")]
    private static partial nint GetError(nint handle);

    [LibraryImport(Library, EntryPoint = "pcap_compile", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Compile(nint handle, Program* program, string expression, int optimize, uint netmask);

    [LibraryImport(Library, EntryPoint = "pcap_freecode")]
    private static partial void FreeCode(Program* program);

    [LibraryImport(Library, EntryPoint = "pcap_offline_filter")]
    private static partial int OfflineFilter(Program* program, PacketHeader* header, byte* data);

    [LibraryImport(Library, EntryPoint = "bpf_filter")]
    private static partial uint Filter(ClassicInstruction* program, byte* data, uint wireLength, uint length);

    [LibraryImport(Library, EntryPoint = "bpf_validate")]
    private static partial int Validate(ClassicInstruction* program, int count);

    // Not thread-safe: it writes into memory of its own.
    [LibraryImport(Library, EntryPoint = "bpf_image")]
    private static partial nint Image(ClassicInstruction* instruction, int index);
}
