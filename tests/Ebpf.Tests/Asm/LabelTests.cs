using Ebpf.Asm;

namespace Ebpf.Tests.Asm;

public sealed class LabelTests
{
    [Fact]
    public void Forward_and_backward_jumps_are_resolved()
    {
        var code = new Assembler()
            .Label(out var again).Label(out var done)
            .Mov(Register.R0, 0)
            .Mark(again)
            .JumpIf(JumpCondition.Greater, Register.R0, 9, done)
            .Add(Register.R0, 1)
            .Jump(again)
            .Mark(done)
            .Exit()
            .Assemble();

        Assert.Equal(2, code.Instructions[1].Offset);
        Assert.Equal(-3, code.Instructions[3].Offset);
        Assert.Equal([new(1, "again"), new(4, "done")], code.Labels);
    }

    [Fact]
    public void Label_names_come_from_the_variable_and_become_unique()
    {
        Label declared;
        var asm = new Assembler().Label(out var done).Label(out declared).Label(out Label typed).Label(out _, "done");
        Assert.Equal(("done", "declared", "typed"), (done.Name, declared.Name, typed.Name));

        var fresh = new Assembler().Label(out var a, "done").Label(out var b, "done").Mark(a).Exit().Mark(b).Exit();
        Assert.Equal([new(0, "done"), new(1, "done_2")], fresh.Assemble().Labels);
    }

    [Fact]
    public void Unplaced_labels_are_named_with_their_uses()
    {
        var asm = new Assembler().Label(out var done).Label(out var idle).Exit().Jump(done).Jump(done);
        var error = Assert.Throws<AssemblyException>(asm.Assemble);
        Assert.Equal("Label 'done' is never placed, but used at 1, 2.\nLabel 'idle' is never placed.", error.Message);
    }

    [Fact]
    public void Label_placed_twice_is_refused()
    {
        var asm = new Assembler().Label(out var here).Mark(here).Exit();
        var error = Assert.Throws<AssemblyException>(() => asm.Mark(here));
        Assert.Equal("Label 'here' is placed twice: at 0 and at 1.", error.Message);
    }

    [Fact]
    public void Label_after_the_last_instruction_is_refused()
    {
        var asm = new Assembler().Label(out var end).Jump(end).Mark(end);
        Assert.Equal("Label 'end' stands after the last instruction (0).", Assert.Throws<AssemblyException>(asm.Assemble).Message);
    }

    [Fact]
    public void Label_of_another_assembler_is_refused()
    {
        new Assembler().Label(out var foreign);
        Assert.Equal("Label 'foreign' belongs to another assembler.",
            Assert.Throws<AssemblyException>(() => new Assembler().Jump(foreign)).Message);
        Assert.Throws<AssemblyException>(() => new Assembler().Mark(foreign));
    }

    [Fact]
    public void Jump_beyond_16_bits_is_refused()
    {
        var asm = new Assembler().Label(out var far).Jump(far);
        for (var i = 0; i < 32768; i++)
            asm.Mov(Register.R0, 0);
        asm.Mark(far).Exit();
        Assert.Equal("The jump at 0 to 'far' at 32769 goes +32768 instructions; 16 bits hold -32768 to +32767.",
            Assert.Throws<AssemblyException>(asm.Assemble).Message);
    }

    [Fact]
    public void Long_jump_reaches_beyond_16_bits()
    {
        var asm = new Assembler().Label(out var far).JumpLong(far);
        for (var i = 0; i < 32768; i++)
            asm.Mov(Register.R0, 0);
        asm.Mark(far).Exit();
        Assert.Equal(new Instruction(0x06, 0, 0, 0, 32768), asm.Assemble().Instructions[0]);
    }

    [Fact]
    public void Jumps_at_both_ends_of_16_bits_are_taken()
    {
        var asm = new Assembler().Label(out var back).Label(out var far).Mark(back).Jump(far);
        for (var i = 0; i < 32766; i++)
            asm.Mov(Register.R0, 0);
        asm.Jump(back).Mark(far).Exit();
        var code = asm.Assemble();
        Assert.Equal(32767, code.Instructions[0].Offset);
        Assert.Equal(-32768, code.Instructions[32767].Offset);
    }

    [Fact]
    public void Call_of_a_plain_label_is_refused()
    {
        var asm = new Assembler().Label(out var place).Call(place).Exit().Mark(place).Exit();
        Assert.Equal("'place', called at 0, is no function: begin it with Function(place).",
            Assert.Throws<AssemblyException>(asm.Assemble).Message);
    }

    [Fact]
    public void Calls_within_the_program_are_relative()
    {
        var code = new Assembler()
            .Label(out var half)
            .Function("main").Call(half).LoadFunction(Register.R2, half).Exit()
            .Function(half).Mov(Register.R0, 1).Exit()
            .Assemble();

        Assert.Equal(new Instruction(0x85, 0, (Register)1, 0, 3), code.Instructions[0]);
        Assert.Equal(new Instruction(0x18, Register.R2, (Register)4, 0, 2), code.Instructions[1]);
        Assert.Equal([new(0, "main"), new(4, "half")], code.Functions);
    }
}
