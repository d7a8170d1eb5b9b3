using Ebpf.Asm;
using Ebpf.Objects;
using Linux;
using static Ebpf.Asm.Register;

namespace Kernel.Tests.Objects;

/// <summary>Small programs that several tests load.</summary>
internal static class Samples
{
    internal const int Drop = 1;
    internal const int Pass = 2;
    internal const int Tx = 3;

    internal static readonly IReadOnlyDictionary<string, BpfMap> NoMaps = new Dictionary<string, BpfMap>();

    /// <summary>An XDP program that does nothing but answer <paramref name="action"/>.</summary>
    internal static ProgramSpec Answer(int action, string name = "answer") => Xdp(name, new Assembler().Mov(R0, action).Exit());

    /// <summary>Adds 1 to the u64 at byte 8 of the first value of the map "counts", then answers <paramref name="action"/>.</summary>
    internal static ProgramSpec Count(int action) => Xdp("count", new Assembler()
        .LoadMapValue(R1, "counts", 8)
        .Mov(R2, 1)
        .AtomicAdd(MemorySize.Double, R1, 0, R2)
        .Mov(R0, action)
        .Exit());

    internal static ProgramSpec Xdp(string name, Assembler code) => new() { Name = name, Type = ProgramType.Xdp, Code = code.Assemble() };

    internal static BpfMap Counts() => BpfMap.Create(new MapSpec(MapType.Array, 4, 16, 1, MapFlags.Mappable, "counts"));

    internal static IReadOnlyDictionary<string, BpfMap> Named(string name, BpfMap map) => new Dictionary<string, BpfMap> { [name] = map };

    /// <summary>An Ethernet frame to everybody, of a made-up type and <paramref name="length"/> bytes.</summary>
    internal static byte[] Frame(int length)
    {
        byte[] frame = new byte[length];
        frame.AsSpan(0, 6).Fill(0xff);
        frame[6] = 2;
        frame[12] = 0x88;
        frame[13] = 0xb5; // local experimental EtherType
        return frame;
    }

    /// <summary>Runs a program with options that 5.10 does not know, and skips the test there.</summary>
    internal static TestRunResult TestRunOrSkip(BpfProgram program, TestRunOptions options)
    {
        try
        {
            return program.TestRun(options);
        }
        catch (BpfException exception) when (exception.Errno == Errno.EINVAL && Environment.OSVersion.Version < new Version(5, 18))
        {
            Assert.Skip($"Linux {Environment.OSVersion.Version} runs no XDP program by hand with a context (5.15) or live frames (5.18)");
            throw;
        }
    }
}
