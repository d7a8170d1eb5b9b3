namespace Ebpf.Asm;

// Jumps, calls and the end. Jumps reach 32767 slots forward and 32768 back.
public sealed partial class Assembler
{
    /// <summary><c>goto target</c></summary>
    public Assembler Jump(Label target) => EmitTo(target, Opcode.Jmp | Opcode.Ja);

    /// <summary><c>goto target</c>, any distance. Linux 6.6.</summary>
    public Assembler JumpLong(Label target) => EmitTo(target, Opcode.Jmp32 | Opcode.Ja);

    /// <summary><c>if a (condition) b goto target</c>, 64 bits.</summary>
    public Assembler JumpIf(JumpCondition condition, Register a, Register b, Label target) =>
        EmitTo(target, Opcode.Jmp | Opcode.X | Checked(condition), Read(a), Read(b));

    /// <summary><c>if a (condition) imm goto target</c>, 64 bits.</summary>
    public Assembler JumpIf(JumpCondition condition, Register a, int imm, Label target) =>
        EmitTo(target, Opcode.Jmp | Opcode.K | Checked(condition), Read(a), immediate: imm);

    /// <summary><c>if a (condition) b goto target</c>, lower 32 bits.</summary>
    public Assembler JumpIf32(JumpCondition condition, Register a, Register b, Label target) =>
        EmitTo(target, Opcode.Jmp32 | Opcode.X | Checked(condition), Read(a), Read(b));

    /// <summary><c>if a (condition) imm goto target</c>, lower 32 bits.</summary>
    public Assembler JumpIf32(JumpCondition condition, Register a, int imm, Label target) =>
        EmitTo(target, Opcode.Jmp32 | Opcode.K | Checked(condition), Read(a), immediate: imm);

    /// <summary><c>r0 = helper(r1, r2, r3, r4, r5)</c>; R1 to R5 are unreadable afterwards.</summary>
    public Assembler Call(Helper helper) => Emit(Opcode.Jmp | Opcode.Call, immediate: (int)helper);

    /// <summary><c>r0 = function(r1, r2, r3, r4, r5)</c> within this program; R1 to R5 are unreadable afterwards.</summary>
    /// <param name="function">A label placed by <see cref="Function(Label)"/>.</param>
    public Assembler Call(Label function) => EmitTo(function, Opcode.Jmp | Opcode.Call, source: Opcode.PseudoCall);

    /// <summary><c>r0 = kernel function(r1, r2, r3, r4, r5)</c>; R1 to R5 are unreadable afterwards. Linux 5.13.</summary>
    /// <param name="btfId">The function's BTF id in vmlinux.</param>
    public Assembler CallKernelFunction(int btfId) =>
        Emit(Opcode.Jmp | Opcode.Call, source: Opcode.PseudoKernelFunctionCall, immediate: btfId);

    /// <summary>Returns R0: from a sub-program to its caller, from the program to the kernel.</summary>
    public Assembler Exit() => Emit(Opcode.Jmp | Opcode.Exit);

    private static int Checked(JumpCondition condition) => Enum.IsDefined(condition)
        ? (int)condition
        : throw new ArgumentOutOfRangeException(nameof(condition), condition, "Not a jump condition.");
}
