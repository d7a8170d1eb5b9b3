using CsCheck;
using Ebpf.Asm;
using static Ebpf.Asm.Register;

namespace Ebpf.Tests.Asm;

public sealed class DisassemblerTests
{
    [Theory]
    [MemberData(nameof(EncodingTests.Texts), MemberType = typeof(EncodingTests))]
    public void Instruction_reads_as_in_the_verifier_log(string named)
    {
        var expected = InstructionSet.All.Single(i => named == i.Text + " | " + i.Hex);
        Assert.Equal(expected.Text, Disassembler.Format(expected.Assemble().Instructions.AsSpan()));
    }

    [Fact]
    public void Jumps_are_shown_with_their_distance()
    {
        Assert.Equal("goto pc+5", Format(new(0x05, 0, 0, 5, 0)));
        Assert.Equal("goto pc-1", Format(new(0x05, 0, 0, -1, 0)));
        Assert.Equal("gotol pc-70000", Format(new(0x06, 0, 0, 0, -70000)));
        Assert.Equal("if w2 s< 0xfffffff6 goto pc-300", Format(new(0xc6, R2, 0, -300, -10)));
        Assert.Equal("call pc-4", Format(new(0x85, 0, R1, 0, -4)));
    }

    [Fact]
    public void Relocated_loads_show_what_is_behind_them()
    {
        Assert.Equal("r1 = map[fd:7]", Disassembler.Format([new(0x18, R1, R1, 0, 7), default]));
        Assert.Equal("r1 = map[fd:7][0]+64", Disassembler.Format([new(0x18, R1, R2, 0, 7), new(0, 0, 0, 0, 64)]));
    }

    [Fact]
    public void Unknown_helper_is_shown_by_number() => Assert.Equal("call unknown#9999", Format(new(0x85, 0, 0, 0, 9999)));

    [Fact]
    public void Classic_packet_loads_are_known()
    {
        Assert.Equal("r0 = *(u16 *)skb[12]", Format(new(0x28, 0, 0, 0, 12)));
        Assert.Equal("r0 = *(u8 *)skb[r4 + 14]", Format(new(0x50, 0, R4, 0, 14)));
    }

    [Theory]
    [InlineData("ff00000000000000")] // no such arithmetic operation
    [InlineData("bf21070000000000")] // no 7-bit sign extension
    [InlineData("0f21010000000000")] // no signed addition
    [InlineData("d701000008000000")] // no 8-bit byte swap
    [InlineData("db21000002000000")] // no such atomic operation
    [InlineData("d321000001000000")] // no atomic fetch of a byte
    [InlineData("9921000000000000")] // nothing to sign-extend in 8 bytes
    [InlineData("1801000001000000")] // half of a 64-bit load
    [InlineData("0000000000000000")] // the other half
    [InlineData("f505000000000000")] // no such condition
    [InlineData("8600000000000000")] // calls are in the other jump class
    public void Bits_that_form_no_instruction_are_shown_as_such(string hex) =>
        Assert.Equal("invalid " + hex, Format(Instruction.ReadFrom(Convert.FromHexString(hex))));

    [Fact]
    public void Nothing_to_format_is_refused() => Assert.Throws<ArgumentException>(() => Disassembler.Format([]));

    [Fact]
    public void Any_bits_are_formatted_and_survive_reading_and_writing() =>
        Gen.Byte.Array[16].Sample(bytes =>
        {
            Instruction[] slots = [Instruction.ReadFrom(bytes), Instruction.ReadFrom(bytes.AsSpan(8))];
            Assert.Equal(bytes, slots.SelectMany(s => s.ToBytes()));
            Assert.NotEmpty(Disassembler.Format(slots));
        });

    [Fact]
    public void Helper_names_match_their_numbers()
    {
        Assert.Equal(212, HelperNames.Count);
        foreach (var helper in Enum.GetValues<Helper>())
        {
            // The enum's names are the kernel's in another case, with "elem" spelled out.
            var words = HelperNames.Find((int)helper)!["bpf_".Length..].Split('_').Select(w => w == "elem" ? "element" : w);
            Assert.Equal(string.Concat(words), helper.ToString().ToLowerInvariant());
        }

        Assert.Null(HelperNames.Find(212));
        Assert.Null(HelperNames.Find(-1));
    }

    private static string Format(Instruction instruction) => Disassembler.Format([instruction]);
}
