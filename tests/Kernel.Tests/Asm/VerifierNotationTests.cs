using System.Text.RegularExpressions;
using Ebpf.Asm;
using Ebpf.Objects;
using Ebpf.Tests.Asm;
using static Ebpf.Asm.Register;

namespace Kernel.Tests.Asm;

/// <summary>The kernel as the judge of encodings and of the disassembler's words.</summary>
/// <remarks>
/// The verifier shows an instruction before it judges it, and forgets a path that turned out well. So each program here ends in a
/// mistake: the log then has everything on the way there.
/// </remarks>
public sealed partial class VerifierNotationTests
{
    // An exit would end the way; the whole program has one. A kernel function's name is known to the kernel alone.
    public static TheoryData<string> Texts =>
        [.. InstructionSet.All.Where(i => i.Text != "exit" && !i.Text.StartsWith("call kernel-function", StringComparison.Ordinal))
            .Select(i => i.Text + " | " + i.Hex)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Verifier_reads_the_instruction_as_we_do(string named)
    {
        var instruction = InstructionSet.All.Single(i => named == i.Text + " | " + i.Hex);
        Assert.SkipWhen(Environment.OSVersion.Version < instruction.Since, $"Linux {instruction.Since} brought it.");

        var asm = new Assembler().Label(out var skipped).Label(out var target);
        Prepare(asm, Instruction.ReadFrom(Convert.FromHexString(instruction.Hex)));
        // What a jump skips must be reached some way.
        asm.JumpIf(JumpCondition.Equal, R9, 0, skipped);
        var index = asm.Count;
        instruction.Emit(asm, target);
        Mistake(asm.Mark(skipped).Mov(R0, 0).Mark(target));

        Assert.Equal(instruction.Text, InstructionsInLogOf(asm.Assemble())[index]);
    }

    [Fact]
    public void Verifier_reads_a_whole_program_as_we_do()
    {
        var asm = new Assembler()
            .Label(out var loop).Label(out var done).Label(out var mix)
            .Mov(R6, 0).Mov(R7, 1)
            .Mark(loop)
            .Mov(R1, R6).Mov(R2, R7).Call(mix)
            .Xor(R7, R0)
            .Add(R6, 1)
            .JumpIf(JumpCondition.Greater, R6, 9, done)
            .JumpIf32(JumpCondition.NotEqual, R6, 100, loop)
            .Mark(done)
            .LoadImmediate64(R1, 0xfedcba9876543210)
            .Store(MemorySize.Double, R10, -8, R1)
            .AtomicAdd(MemorySize.Double, R10, -8, R7)
            .Load(MemorySize.Half, R0, R10, -6);
        var mistake = asm.Count;
        var code = Mistake(asm)
            .Function(mix).Mov(R0, R1).ShiftLeft(R0, 3).Or(R0, R2).Exit()
            .Assemble();

        var log = InstructionsInLogOf(code);
        for (var i = 0; i < code.Instructions.Length; i += code.Instructions[i].IsWide ? 2 : 1)
        {
            if (i != mistake + 1)
                Assert.Equal(Disassembler.Format(code.Instructions.AsSpan()[i..]), log[i]);
        }
    }

    [Fact]
    public void Verifier_knows_every_helper_by_the_same_name()
    {
        // Kernels older than a helper show a name of "unknown": those are not compared.
        foreach (var helper in Enum.GetValues<Helper>())
        {
            var text = InstructionsInLogOf(Mistake(new Assembler().Call(helper)).Assemble())[0];
            if (!text.StartsWith("call unknown", StringComparison.Ordinal))
                Assert.Equal(Disassembler.Format([new(0x85, 0, 0, 0, (int)helper)]), text);
        }
    }

    /// <summary>A number in every register; for what goes through memory, pointers to zeroed stack in R1 and R8.</summary>
    private static void Prepare(Assembler asm, Instruction instruction)
    {
        // Numbers the verifier does not know (the packet's queue, from the context): Linux 7 logs a decided jump as a plain one.
        foreach (var register in new[] { R0, R2, R3, R4, R5, R6, R7, R8, R9, R1 })
            asm.Load(MemorySize.Word, register, R1, 16);
        if (Opcode.Class(instruction.Opcode) is not (Opcode.Ldx or Opcode.St or Opcode.Stx))
            return;
        asm.StoreImmediate(MemorySize.Double, R10, -8, 0).StoreImmediate(MemorySize.Double, R10, -16, 0);
        asm.Mov(R1, R10).Add(R1, -16).Mov(R8, R1);
    }

    /// <summary>A read from above the stack, which no kernel allows.</summary>
    private static Assembler Mistake(Assembler asm) => asm.Load(MemorySize.Double, R0, R10, 8).Exit();

    /// <summary>Text by index; the registers' state behind a semicolon is left out.</summary>
    private static Dictionary<int, string> InstructionsInLogOf(BpfCode code)
    {
        var spec = new ProgramSpec { Name = "notation", Type = ProgramType.Xdp, Code = code };
        var refusal = Assert.Throws<VerifierException>(() => BpfProgram.Load(spec, new Dictionary<string, BpfMap>()));
        var instructions = new Dictionary<int, string>();
        foreach (Match line in Line().Matches(refusal.Log))
            instructions[int.Parse(line.Groups[1].ValueSpan)] = line.Groups[2].Value.TrimEnd();
        return instructions;
    }

    [GeneratedRegex(@"^(\d+): \([0-9a-f]{2}\) ([^;\n]*)", RegexOptions.Multiline)]
    private static partial Regex Line();
}
