using Ebpf.Asm;
using static Ebpf.Asm.Register;

namespace Ebpf.Tests.Asm;

public sealed class EncodingTests
{
    public static TheoryData<string> Texts => [.. InstructionSet.All.Select(i => i.Text + " | " + i.Hex)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Instruction_has_the_bytes_other_assemblers_give(string named)
    {
        var expected = InstructionSet.All.Single(i => named == i.Text + " | " + i.Hex);
        var code = expected.Assemble();
        Assert.Equal(expected.Hex + "b700000000000000" + "9500000000000000", Convert.ToHexStringLower(code.ToBytes()));
    }

    [Fact]
    public void Jump_distances_are_little_endian_slots()
    {
        // llvm-mc: r0 = 0 / if r0 > 9 goto +2 / r0 += 1 / goto -3 / exit
        var code = new Assembler()
            .Label(out var again).Label(out var done)
            .Mov(R0, 0)
            .Mark(again).JumpIf(JumpCondition.Greater, R0, 9, done)
            .Add(R0, 1)
            .Jump(again)
            .Mark(done).Exit()
            .Assemble();
        Assert.Equal("b700000000000000250002000900000007000000010000000500fdff000000009500000000000000",
            Convert.ToHexStringLower(code.ToBytes()));
    }

    [Fact]
    public void Map_loads_leave_room_for_the_file_descriptor()
    {
        var code = new Assembler()
            .LoadMap(R1, "events")
            .LoadMapValue(R2, "rings", 0x80000010)
            .LoadMapValue(R3, "rings")
            .Exit().Assemble();

        Assert.Equal("18110000000000000000000000000000" + "18220000000000000000000010000080" + "18230000000000000000000000000000"
            + "9500000000000000", Convert.ToHexStringLower(code.ToBytes()));
        Assert.Equal([new(0, "events", false, 0), new(2, "rings", true, 0x80000010), new(4, "rings", true, 0)], code.MapReferences);
    }

    [Fact]
    public void Calls_within_the_program_count_from_the_next_slot()
    {
        // clang: a static noinline function called from the first instruction gives 85 10 00 00 and the distance.
        var code = new Assembler().Label(out var twice)
            .Call(twice).Exit()
            .Function(twice).Mov(R0, R1).Add(R0, R1).Exit()
            .Assemble();
        Assert.Equal("8510000001000000", Convert.ToHexStringLower(code.Instructions[0].ToBytes()));
    }

    [Fact]
    public void Assembling_twice_gives_the_same_code()
    {
        var asm = new Assembler().Label(out var done).Jump(done).Mark(done).Exit();
        Assert.Equal(asm.Assemble().ToBytes(), asm.Assemble().ToBytes());
    }

    [Fact]
    public void Slots_that_are_too_short_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Instruction.ReadFrom(new byte[7]));
        Assert.Throws<ArgumentException>(() => default(Instruction).WriteTo(new byte[7]));
    }
}
