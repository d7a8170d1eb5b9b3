using System.Collections.Concurrent;
using ClassicBpf.Tests.Support;
using CsCheck;

namespace ClassicBpf.Tests;

/// <summary>Printed programs, against tcpdump and libpcap.</summary>
public sealed class ClassicTextTests
{
    [Fact]
    public void Expressions_are_many() => Assert.InRange(Expressions.All.Count, 400, 2000);

    [Fact]
    public void Listings_read_as_those_of_tcpdump() => CompareAll("-d", program => program.ToListing());

    [Fact]
    public void Arrays_read_as_those_of_tcpdump() => CompareAll("-dd", program => program.ToArrayText());

    [Fact]
    public void What_no_XDP_program_can_answer_is_printed_all_the_same()
    {
        foreach (var (expression, _) in Expressions.Untranslatable)
            Assert.Equal(Tcpdump.Run("-d", expression).Output, LibPcap.Compiled(expression).ToListing());
        Assert.Contains("[type]", LibPcap.Compiled("inbound").ToListing(), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_instruction_reads_as_in_libpcap() =>
        Gen.Select(
            Gen.OneOf(Gen.OneOfConst(ClassicPrograms.Codes), Gen.UShort[0, 0x1ff].Select(code => (ClassicCode)code)), Gen.Byte, Gen.Byte,
            Gen.OneOf(Gen.UInt, Gen.UInt[0, 100], Gen.UInt[0xffffef00, 0xfffff100]), Gen.Int[0, 5000])
            .Sample((code, jumpTrue, jumpFalse, k, index) =>
            {
                var instruction = new ClassicInstruction(code, jumpTrue, jumpFalse, k);
                Assert.Equal(LibPcap.Image(instruction, index), ClassicText.Line(instruction, index));
            }, iter: 20_000, threads: 1);

    private static void CompareAll(string option, Func<ClassicProgram, string> print)
    {
        var differences = new ConcurrentBag<string>();
        Parallel.ForEach(Expressions.All, new ParallelOptions { MaxDegreeOfParallelism = 2 }, expression =>
        {
            var (status, output, errors) = Tcpdump.Run(option, "--", expression);
            if (status != 0)
                differences.Add($"tcpdump {option} '{expression}': {errors}");
            else if (output != print(LibPcap.Compiled(expression)))
                differences.Add($"'{expression}' is printed otherwise by tcpdump {option}");
        });
        Assert.True(differences.IsEmpty, string.Join('\n', differences.Order()));
    }
}
