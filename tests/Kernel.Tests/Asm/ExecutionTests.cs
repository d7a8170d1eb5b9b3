using Ebpf.Asm;
using Ebpf.Objects;
using static Ebpf.Asm.Register;

namespace Kernel.Tests.Asm;

/// <summary>What the instructions do: programs run by the kernel itself.</summary>
public sealed class ExecutionTests
{
    public static TheoryData<string, Action<Assembler>, uint> Programs => new()
    {
        { "constant", a => a.Mov(R0, 7), 7 },
        { "32-bit move zeroes the upper half", a => a.Mov(R0, -1).Mov32(R0, -1).ShiftRight(R0, 32), 0 },
        { "64-bit move extends the sign", a => a.Mov(R0, -1).ShiftRight(R0, 32), uint.MaxValue },
        { "subtraction", a => a.Mov(R0, 5).Sub(R0, -3), 8 },
        { "unsigned division", a => a.Mov32(R0, -4).Div32(R0, 2), 0x7ffffffe },
        { "division by a zero register", a => a.Mov(R0, 9).Mov(R1, 0).Div(R0, R1), 0 },
        { "modulo by a zero register", a => a.Mov(R0, 9).Mov(R1, 0).Mod(R0, R1), 9 },
        { "logical shift", a => a.Mov32(R0, -16).ShiftRight32(R0, 4), 0x0fffffff },
        { "arithmetic shift", a => a.Mov32(R0, -16).ArithmeticShiftRight32(R0, 4), uint.MaxValue },
        { "negation", a => a.Mov(R0, 5).Negate(R0).Add(R0, 6), 1 },
        { "big endian", a => a.Mov(R0, 0x1234).ToBigEndian(R0, 16), 0x3412 },
        { "64-bit constant", a => a.LoadImmediate64(R0, 0x1122334455667788).ShiftRight(R0, 32), 0x11223344 },
        { "bytes of a word", a => a.StoreImmediate(MemorySize.Word, R10, -4, 0x11223344).Load(MemorySize.Byte, R0, R10, -3), 0x33 },
        { "store of a half", a => a.StoreImmediate(MemorySize.Double, R10, -8, -1).Mov(R1, 0).Store(MemorySize.Half, R10, -6, R1)
            .Load(MemorySize.Word, R0, R10, -8), 0x0000ffff },
        { "atomic addition", a => a.StoreImmediate(MemorySize.Double, R10, -8, 40).Mov(R1, 2).AtomicAdd(MemorySize.Double, R10, -8, R1)
            .Load(MemorySize.Double, R0, R10, -8), 42 },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void Kernel_computes(string what, Action<Assembler> emit, uint expected)
    {
        var asm = new Assembler();
        emit(asm);
        Assert.True(Run(asm.Exit().Assemble()) == expected, what);
    }

    [Theory]
    [InlineData(JumpCondition.Equal, 3, 3, true)]
    [InlineData(JumpCondition.Equal, 3, 4, false)]
    [InlineData(JumpCondition.NotEqual, 3, 4, true)]
    [InlineData(JumpCondition.Greater, -1, 1, true)]
    [InlineData(JumpCondition.GreaterOrEqual, 1, 1, true)]
    [InlineData(JumpCondition.Less, 1, -1, true)]
    [InlineData(JumpCondition.LessOrEqual, -1, 1, false)]
    [InlineData(JumpCondition.SignedGreater, -1, 1, false)]
    [InlineData(JumpCondition.SignedGreaterOrEqual, 1, -1, true)]
    [InlineData(JumpCondition.SignedLess, -1, 1, true)]
    [InlineData(JumpCondition.SignedLessOrEqual, -1, -1, true)]
    [InlineData(JumpCondition.BitsSet, 6, 4, true)]
    [InlineData(JumpCondition.BitsSet, 6, 1, false)]
    public void Jump_is_taken_when_its_condition_holds(JumpCondition condition, int left, int right, bool taken)
    {
        // Four forms, one bit each. The packet's queue is 0, which the verifier does not know: nothing is decided in advance.
        var asm = new Assembler().Label(out var a).Label(out var b).Label(out var c).Label(out var d)
            .Load(MemorySize.Word, R6, R1, 16)
            .Mov(R2, R6).Add(R2, left)
            .Mov(R3, R6).Add(R3, right)
            .Mov(R0, 0xf)
            .JumpIf(condition, R2, R3, a).And(R0, ~1)
            .Mark(a).JumpIf(condition, R2, right, b).And(R0, ~2)
            .Mark(b).JumpIf32(condition, R2, R3, c).And(R0, ~4)
            .Mark(c).JumpIf32(condition, R2, right, d).And(R0, ~8)
            .Mark(d).Exit();
        Assert.Equal(taken ? 0xfu : 0u, Run(asm.Assemble()));
    }

    [Fact]
    public void Loop_with_a_sub_program_and_a_map_runs()
    {
        var code = new Assembler()
            .Label(out var loop).Label(out var square)
            .Mov(R6, 0).Mov(R7, 0)
            .Mark(loop)
            .Add(R6, 1)
            .Mov(R1, R6).Call(square)
            .Add(R7, R0)
            .JumpIf(JumpCondition.Less, R6, 5, loop)
            .LoadMapValue(R1, "sums", 8)
            .Store(MemorySize.Double, R1, 0, R7)
            .Mov(R0, R7).Exit()
            .Function(square)
            .Mov(R0, R1).Mul(R0, R1).Exit()
            .Assemble();

        using var sums = BpfMap.Create(new MapSpec(MapType.Array, 4, 16, 1, Name: "sums"));
        Assert.Equal(55u, Run(code, new() { ["sums"] = sums }));

        var value = new byte[16];
        Assert.True(sums.Lookup(new byte[4], value));
        Assert.Equal((0L, 55L), (BitConverter.ToInt64(value, 0), BitConverter.ToInt64(value, 8)));
    }

    private static uint Run(BpfCode code, Dictionary<string, BpfMap>? maps = null)
    {
        var spec = new ProgramSpec { Name = "compute", Type = ProgramType.Xdp, Code = code };
        using var program = BpfProgram.Load(spec, maps ?? []);
        return program.TestRun(new TestRunOptions { Data = new byte[64] }).ReturnValue;
    }
}
