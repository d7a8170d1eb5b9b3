using CsCheck;
using Ebpf.Asm;
using static Ebpf.Asm.Register;

namespace Ebpf.Tests.Asm;

/// <summary>Which functions of a loaded program return something: what a compiler dropped is read by nobody.</summary>
public sealed class ReturnedValuesTests
{
    /// <summary>What main does with what f returned, and whether that makes it real.</summary>
    private static readonly (string Name, Action<Assembler> Then, bool IsRead)[] s_uses =
    [
        ("returned", _ => { }, true),
        ("kept", asm => asm.Mov(R6, R0).Mov(R0, 2), true),
        ("compared", asm => asm.Label(out var on).JumpIf(JumpCondition.Equal, R0, 1, on).Mov(R6, 1).Mark(on).Mov(R0, 2), true),
        ("compared in 32 bits", asm => asm.Label(out var on).JumpIf32(JumpCondition.Less, R6, R0, on).Mov(R6, 1).Mark(on).Mov(R0, 2), true),
        ("added to", asm => asm.Add(R0, 2), true),
        ("swapped", asm => asm.ToBigEndian(R0, 32).Mov(R0, 1), true),
        ("stored", asm => asm.Store(MemorySize.Double, R10, -8, R0).Mov(R0, 2), true),
        ("stored through", asm => asm.StoreImmediate(MemorySize.Word, R0, 0, 1).Mov(R0, 2), true),
        ("loaded through", asm => asm.Load(MemorySize.Word, R0, R0, 0), true),
        ("exchanged", asm => asm.AtomicExchange(MemorySize.Double, R10, -8, R0).Mov(R0, 2), true),
        ("compared and exchanged", asm => asm.AtomicCompareExchange(MemorySize.Double, R10, -8, R1).Mov(R0, 2), true),
        ("read on one of two ways", asm => asm.Label(out var other)
            .JumpIf(JumpCondition.Equal, R6, 1, other).Mov(R0, 2).Exit().Mark(other), true),
        ("read behind a jump back", asm => asm.Label(out var back).Label(out var on)
            .Jump(on).Mark(back).Mov(R6, R0).Mov(R0, 2).Exit().Mark(on).JumpIf(JumpCondition.Equal, R6, 1, back).Mov(R0, 2), true),
        ("overwritten", asm => asm.Mov(R0, 2), false),
        ("overwritten by a load", asm => asm.Load(MemorySize.Word, R0, R6, 0), false),
        ("overwritten by a wide load", asm => asm.LoadImmediate64(R0, 1ul << 40), false),
        ("overwritten by a load that waits", asm => asm.LoadAcquire(MemorySize.Word, R0, R6, 0), false),
        ("overwritten by a helper", asm => asm.Call(Helper.KtimeGetNs), false),
        ("overwritten by a kernel function", asm => asm.CallKernelFunction(7), false),
        ("overwritten after a long jump", asm => asm.Label(out var far).JumpLong(far).Add(R0, 1).Mark(far).Mov(R0, 2), false),
        ("overwritten behind what reads others", asm => asm.Mov(R6, R7).Add(R6, R7).Store(MemorySize.Word, R10, -4, R6).Mov(R0, 0), false),
    ];

    public static TheoryData<string> Uses => [.. s_uses.Select(use => use.Name)];

    [Theory]
    [MemberData(nameof(Uses))]
    public void A_value_is_real_if_it_is_read_before_it_is_overwritten(string name)
    {
        var (_, then, isRead) = s_uses.Single(use => use.Name == name);
        var asm = new Assembler().Label(out var f, "f").Call(f);
        then(asm);
        asm.Exit().Function(f).Exit();
        Assert.Equal([true, isRead], Find(asm, false));
    }

    [Fact]
    public void One_of_several_callers_is_enough()
    {
        var asm = new Assembler().Label(out var f, "f").Call(f).Mov(R0, 1).Call(f).Mov(R6, R0).Mov(R0, 2).Exit().Function(f).Exit();
        Assert.Equal([true, true], Find(asm, false));
    }

    [Theory]
    [InlineData(false, true)] // main reads what the function between returns, which is what the other returned
    [InlineData(true, false)]
    public void What_a_function_hands_on_is_real_if_its_own_value_is(bool isOverwritten, bool isReal)
    {
        var asm = new Assembler().Label(out var between, "between").Label(out var inner, "inner").Call(between);
        if (isOverwritten)
            asm.Mov(R0, 2);
        asm.Exit().Function(between).Call(inner).Exit().Function(inner).Exit();
        Assert.Equal([true, isReal, isReal], Find(asm, false, false));
    }

    [Fact]
    public void A_function_that_the_compiler_may_not_touch_is_a_reader()
    {
        var asm = new Assembler().Label(out var global, "global").Label(out var inner, "inner")
            .Call(global).Mov(R0, 2).Exit().Function(global).Call(inner).Exit().Function(inner).Exit();
        Assert.Equal([true, true, true], Find(asm, true, false));
    }

    [Fact]
    public void Functions_that_hand_on_each_others_value_make_none_real()
    {
        // The kernel takes no such program; whoever reads one must come to an end.
        var asm = new Assembler().Label(out var a, "a").Label(out var b, "b")
            .Call(a).Mov(R0, 2).Exit().Function(a).Call(b).Exit().Function(b).Call(a).Exit();
        Assert.Equal([true, false, false], Find(asm, false, false));
    }

    [Fact]
    public void A_function_that_is_handed_to_the_kernel_is_read_by_it()
    {
        var asm = new Assembler().Label(out var back, "back")
            .LoadFunction(R2, back).Call(Helper.Loop).Mov(R0, 2).Exit().Function(back).Exit();
        Assert.Equal([true, true], Find(asm, false));
    }

    [Theory]
    [InlineData("e500000000000000")] // may_goto
    [InlineData("0d00000000000000")] // a jump to where a register says
    [InlineData("8d00000000000000")] // a call of what a register says
    [InlineData("db20000002000000")] // an atomic operation there is none of
    [InlineData("2000000000000000")] // a classic packet load
    [InlineData("f700000000000000")] // an arithmetic operation there is none of
    [InlineData("0500ff7f00000000")] // a jump out of the program
    [InlineData("0500f0ff00000000")]
    [InlineData("8510200000000000")] // a call of what is no function
    [InlineData("1800000000000000")] // half of a wide load, in front of an end
    public void Nothing_is_said_of_a_program_that_is_not_understood(string hex)
    {
        var end = new Instruction(0x95, 0, 0, 0, 0).ToBytes();
        Assert.Null(ReturnedValues.FindReal([.. Convert.FromHexString(hex), .. hex[..2] == "18" ? [] : end], [new(0, true)]));
    }

    [Fact]
    public void Nothing_is_said_of_a_program_longer_than_its_calls_reach()
    {
        byte[] Program(int slots) => [.. Enumerable.Repeat(new Instruction(0x95, 0, 0, 0, 0).ToBytes(), slots).SelectMany(one => one)];
        Assert.NotNull(ReturnedValues.FindReal(Program(ReturnedValues.MostSlots), [new(0, true)]));
        Assert.Null(ReturnedValues.FindReal(Program(ReturnedValues.MostSlots + 1), [new(0, true)]));
        Assert.Null(ReturnedValues.FindReal([], [new(0, true)]));
        Assert.Null(ReturnedValues.FindReal(Program(2), [new(0, true), new(2, false)]));
        Assert.Null(ReturnedValues.FindReal(Program(2), [new(1, true), new(0, false)]));
    }

    [Fact]
    public void Any_bytes_have_an_answer() => Gen.Select(Gen.Byte.Array[0, 400], Gen.Int[-2, 60].Array[0, 5]).Sample((bytes, starts) =>
        Says(bytes, [.. starts.Select((start, at) => new FunctionExtent(start, at == 0))]));

    [Fact]
    public void So_has_any_program_of_real_instructions() => RandomInstructions.Programs.Sample(code =>
    {
        FunctionExtent[] functions = [new(0, true), .. code.Functions.Where(one => one.InstructionIndex > 0)
            .Select(one => new FunctionExtent(one.InstructionIndex, false)).DistinctBy(one => one.Start)];
        Assert.NotNull(ReturnedValues.FindReal(Translated(code), functions));
    });

    [Fact]
    public void The_longest_program_that_calls_at_each_instruction_is_no_more_work_than_it_is_long()
    {
        var call = new Instruction(0x85, 0, R1, -1, 0);
        var slots = new byte[ReturnedValues.MostSlots * Instruction.Size];
        for (var at = 0; at < ReturnedValues.MostSlots - 1; at++)
            (call with { Offset = (short)(-at - 1) }).WriteTo(slots.AsSpan(at * Instruction.Size));
        new Instruction(0x95, 0, 0, 0, 0).WriteTo(slots.AsSpan(slots.Length - Instruction.Size));
        Assert.Equal([true], ReturnedValues.FindReal(slots, [new(0, true)])!);
    }

    private static void Says(byte[] bytes, FunctionExtent[] functions)
    {
        if (ReturnedValues.FindReal(bytes, functions) is { } real)
            Assert.Equal(functions.Length, real.Length);
    }

    /// <summary>The answer for a program whose first function is the main one, the others as given.</summary>
    private static bool[] Find(Assembler asm, params bool[] isKept)
    {
        var code = asm.Assemble();
        FunctionExtent[] functions =
            [new(0, true), .. code.Functions.Zip(isKept, (one, kept) => new FunctionExtent(one.InstructionIndex, kept))];
        return ReturnedValues.FindReal(Translated(code), functions) ?? throw new InvalidOperationException("It is not understood.");
    }

    /// <summary>As the kernel shows the program once it is loaded: calls tell their target in the offset.</summary>
    private static byte[] Translated(BpfCode code) => new BpfCode(
    [
        .. code.Instructions.Select(one => one.Opcode == 0x85 && one.Source == R1
            ? one with { Offset = checked((short)one.Immediate), Immediate = 0 }
            : one),
    ]).ToBytes();
}
