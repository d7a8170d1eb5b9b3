using ClassicBpf.Interpretation;
using ClassicBpf.Tests.Support;
using CsCheck;

namespace ClassicBpf.Tests;

public sealed class ClassicProgramTests
{
    [Fact]
    public void A_program_is_what_libpcap_takes_for_one() =>
        Gen.Select(
            Gen.OneOfConst(ClassicPrograms.Codes), Gen.Byte[0, 6], Gen.Byte[0, 6],
            Gen.OneOf(Gen.UInt[0, 20], Gen.UInt[0xfffffff0, 0xffffffff]))
            .Select((code, jumpTrue, jumpFalse, k) => new ClassicInstruction(code, jumpTrue, jumpFalse, k))
            .Array[0, 6].Sample(instructions =>
            {
                var isProgram = LibPcap.Validate(instructions);
                try
                {
                    _ = new ClassicProgram([.. instructions]);
                    Assert.True(isProgram, "libpcap refuses it");
                }
                catch (ArgumentException exception)
                {
                    Assert.False(isProgram, $"libpcap takes it, but: {exception.Message}");
                }
            }, iter: 20_000);

    [Fact]
    public void Operations_that_nobody_knows_are_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => new ClassicProgram([new((ClassicCode)0x0e), new(ClassicCode.RetK)]));
        Assert.Contains("no such operation", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Interpreter_of_the_tests_says_what_libpcap_says()
    {
        var matches = 0;
        Gen.Select(ClassicPrograms.WithMemoryWritten, Packets.Any.Array[1, 8]).Sample((program, packets) =>
        {
            foreach (var packet in packets)
            {
                var expected = LibPcap.Run(program, packet.Bytes, (uint)packet.WireLength);
                Assert.Equal(expected, ClassicInterpreter.Run(program, packet.Bytes, (uint)packet.WireLength));
                if (expected != 0)
                    Interlocked.Increment(ref matches);
            }
        }, iter: 20_000);
        Assert.True(matches > 1000, $"only {matches} matches: the programs are too dull");
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("greater 100", 0)]
    [InlineData("ip", 14)]
    [InlineData("ether host 02:00:00:00:00:01", 12)]
    [InlineData("tcp port 80", 14 + 60 + 4)]
    [InlineData("ip6 and udp port 53", 58)]
    [InlineData("tcp[13] & 2 != 0", 14 + 60 + 14)]
    [InlineData("ether[1000] = 0", 1001)]
    [InlineData("ether[ether[0]] = 5", 256)]
    [InlineData("tcp[((tcp[12:1] & 0xf0) >> 2):4] = 0x47455420", 14 + 60 + 60 + 4)]
    [InlineData("vlan and ip", 18)]
    [InlineData("ether[len - 1] = 0", null)]
    [InlineData("udp[udp[4:2] - 1] = 0x5a", null)]
    [InlineData("ether[100000] = 0", null)]
    [InlineData("ip6 protochain 6", null)]
    public void Reach_is_known(string expression, int? bytes) => Assert.Equal(bytes, LibPcap.Compiled(expression).Reach);

    [Fact]
    public void What_lies_beyond_the_reach_changes_nothing() =>
        Gen.Select(ClassicPrograms.Any, Packets.Any.Array[1, 8], Gen.Byte).Sample((instructions, packets, other) =>
        {
            if (new ClassicProgram([.. instructions]).Reach is not { } reach)
                return;
            foreach (var packet in packets.Where(p => p.Bytes.Length > reach))
            {
                var changed = (byte[])packet.Bytes.Clone();
                changed.AsSpan(reach).Fill(other);
                Assert.Equal(ClassicInterpreter.Run(instructions, packet.Bytes, (uint)packet.WireLength),
                    ClassicInterpreter.Run(instructions, changed, (uint)packet.WireLength));
            }
        }, iter: 20_000);
}
