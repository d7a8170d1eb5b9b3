using System.Reflection;
using CsCheck;
using Ebpf.Asm;

namespace Ebpf.Tests.Asm;

public sealed class AssemblerProperties
{
    [Fact]
    public void Random_programs_know_every_instruction()
    {
        string[] others = [nameof(Assembler.Label), nameof(Assembler.Mark), nameof(Assembler.Comment), nameof(Assembler.Function)];
        var methods = typeof(Assembler).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m.ReturnType == typeof(Assembler) && !others.Contains(m.Name));
        Assert.Equal(methods.Count(), RandomInstructions.Emitters.Length);
    }

    [Fact]
    public void No_instruction_writes_the_frame_pointer()
    {
        var operands = new Operands { Written = Register.R10, Read = Register.R10, Condition = JumpCondition.Equal };
        var refused = 0;
        foreach (var emit in RandomInstructions.Emitters)
        {
            var asm = new Assembler().Label(out var target).Label(out var function);
            try
            {
                emit(asm, operands with { Target = target, Function = function });
            }
            catch (AssemblyException)
            {
                refused++;
                continue;
            }

            var code = asm.Mark(target).Exit().Function(function).Exit().Assemble();
            Assert.DoesNotMatch("^[rw]10 ", Disassembler.Format(code.Instructions.AsSpan()));
        }

        Assert.InRange(refused, 70, RandomInstructions.Emitters.Length - 1);
    }

    [Fact]
    public void Every_instruction_disassembles() =>
        RandomInstructions.Programs.Sample(code => Assert.DoesNotContain(": invalid", code.ToListing()));

    [Fact]
    public void Every_jump_and_call_leads_to_the_name_it_shows() =>
        RandomInstructions.Programs.Sample(code =>
        {
            var places = code.Labels.Concat(code.Functions).ToDictionary(l => l.Text, l => l.InstructionIndex);
            var lines = code.ToListing().Split('\n');
            for (var i = 0; i < code.Instructions.Length; i += code.Instructions[i].IsWide ? 2 : 1)
            {
                if (code.Instructions[i].Target(i) is not { } target)
                    continue;
                var line = Assert.Single(lines, l => l.StartsWith($"{i,4}: ", StringComparison.Ordinal));
                Assert.Equal(target, places[line[(line.LastIndexOf(' ') + 1)..].TrimStart('&')]);
            }
        });

    [Fact]
    public void Code_survives_bytes() =>
        RandomInstructions.Programs.Sample(code =>
        {
            var bytes = code.ToBytes();
            for (var i = 0; i < code.Instructions.Length; i++)
                Assert.Equal(code.Instructions[i], Instruction.ReadFrom(bytes.AsSpan(i * Instruction.Size)));
        });

    [Fact]
    public void Different_instructions_read_differently()
    {
        // If two shared a text, a listing would lie about one of them.
        var seen = new Dictionary<string, string>();
        RandomInstructions.Programs.Sample(code =>
        {
            for (var i = 0; i < code.Instructions.Length; i += code.Instructions[i].IsWide ? 2 : 1)
            {
                var at = code.Instructions.AsSpan()[i..];
                if (at[0].IsWide && at[0].Source == (Register)4)
                    continue; // A function's address: a plain number in the kernel's notation too.
                var bits = Convert.ToHexStringLower([.. at[0].ToBytes(), .. at[0].IsWide ? at[1].ToBytes() : []]);
                var text = Disassembler.Format(at);
                Assert.True(seen.TryAdd(text, bits) || seen[text] == bits, $"{text}: {bits} and {seen[text]}");
            }
        }, iter: 2000, threads: 1);
    }
}
