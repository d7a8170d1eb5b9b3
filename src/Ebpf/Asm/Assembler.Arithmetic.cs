namespace Ebpf.Asm;

// Arithmetic: every operation on a register or a constant, 64 bits wide or (suffix 32) on the lower halves.
public sealed partial class Assembler
{
    /// <summary><c>dst = src</c>, 64 bits.</summary>
    public Assembler Mov(Register dst, Register src) => Arithmetic(Opcode.Alu64 | Opcode.Mov, dst, src);

    /// <summary><c>dst = imm</c>, 64 bits.</summary>
    public Assembler Mov(Register dst, int imm) => Arithmetic(Opcode.Alu64 | Opcode.Mov, dst, imm);

    /// <summary><c>dst = src</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler Mov32(Register dst, Register src) => Arithmetic(Opcode.Alu | Opcode.Mov, dst, src);

    /// <summary><c>dst = imm</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler Mov32(Register dst, int imm) => Arithmetic(Opcode.Alu | Opcode.Mov, dst, imm);

    /// <summary><c>dst += src</c>, 64 bits.</summary>
    public Assembler Add(Register dst, Register src) => Arithmetic(Opcode.Alu64 | Opcode.Add, dst, src);

    /// <summary><c>dst += imm</c>, 64 bits.</summary>
    public Assembler Add(Register dst, int imm) => Arithmetic(Opcode.Alu64 | Opcode.Add, dst, imm);

    /// <summary><c>dst += src</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler Add32(Register dst, Register src) => Arithmetic(Opcode.Alu | Opcode.Add, dst, src);

    /// <summary><c>dst += imm</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler Add32(Register dst, int imm) => Arithmetic(Opcode.Alu | Opcode.Add, dst, imm);

    /// <summary><c>dst -= src</c>, 64 bits.</summary>
    public Assembler Sub(Register dst, Register src) => Arithmetic(Opcode.Alu64 | Opcode.Sub, dst, src);

    /// <summary><c>dst -= imm</c>, 64 bits.</summary>
    public Assembler Sub(Register dst, int imm) => Arithmetic(Opcode.Alu64 | Opcode.Sub, dst, imm);

    /// <summary><c>dst -= src</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler Sub32(Register dst, Register src) => Arithmetic(Opcode.Alu | Opcode.Sub, dst, src);

    /// <summary><c>dst -= imm</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler Sub32(Register dst, int imm) => Arithmetic(Opcode.Alu | Opcode.Sub, dst, imm);

    /// <summary><c>dst *= src</c>, 64 bits.</summary>
    public Assembler Mul(Register dst, Register src) => Arithmetic(Opcode.Alu64 | Opcode.Mul, dst, src);

    /// <summary><c>dst *= imm</c>, 64 bits.</summary>
    public Assembler Mul(Register dst, int imm) => Arithmetic(Opcode.Alu64 | Opcode.Mul, dst, imm);

    /// <summary><c>dst *= src</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler Mul32(Register dst, Register src) => Arithmetic(Opcode.Alu | Opcode.Mul, dst, src);

    /// <summary><c>dst *= imm</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler Mul32(Register dst, int imm) => Arithmetic(Opcode.Alu | Opcode.Mul, dst, imm);

    /// <summary><c>dst /= src</c>, 64 bits unsigned; by zero: 0.</summary>
    public Assembler Div(Register dst, Register src) => Arithmetic(Opcode.Alu64 | Opcode.Div, dst, src);

    /// <summary><c>dst /= imm</c>, 64 bits unsigned.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is 0, or dst is R10.</exception>
    public Assembler Div(Register dst, int imm) => Arithmetic(Opcode.Alu64 | Opcode.Div, dst, Divisor(imm));

    /// <summary><c>dst /= src</c>, 32 bits unsigned; by zero: 0, upper half of dst zeroed.</summary>
    public Assembler Div32(Register dst, Register src) => Arithmetic(Opcode.Alu | Opcode.Div, dst, src);

    /// <summary><c>dst /= imm</c>, 32 bits unsigned, upper half of dst zeroed.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is 0, or dst is R10.</exception>
    public Assembler Div32(Register dst, int imm) => Arithmetic(Opcode.Alu | Opcode.Div, dst, Divisor(imm));

    /// <summary><c>dst %= src</c>, 64 bits unsigned; by zero: dst unchanged.</summary>
    public Assembler Mod(Register dst, Register src) => Arithmetic(Opcode.Alu64 | Opcode.Mod, dst, src);

    /// <summary><c>dst %= imm</c>, 64 bits unsigned.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is 0, or dst is R10.</exception>
    public Assembler Mod(Register dst, int imm) => Arithmetic(Opcode.Alu64 | Opcode.Mod, dst, Divisor(imm));

    /// <summary><c>dst %= src</c>, 32 bits unsigned; by zero: dst unchanged, upper half of dst zeroed.</summary>
    public Assembler Mod32(Register dst, Register src) => Arithmetic(Opcode.Alu | Opcode.Mod, dst, src);

    /// <summary><c>dst %= imm</c>, 32 bits unsigned, upper half of dst zeroed.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is 0, or dst is R10.</exception>
    public Assembler Mod32(Register dst, int imm) => Arithmetic(Opcode.Alu | Opcode.Mod, dst, Divisor(imm));

    /// <summary><c>dst |= src</c>, 64 bits.</summary>
    public Assembler Or(Register dst, Register src) => Arithmetic(Opcode.Alu64 | Opcode.Or, dst, src);

    /// <summary><c>dst |= imm</c>, 64 bits.</summary>
    public Assembler Or(Register dst, int imm) => Arithmetic(Opcode.Alu64 | Opcode.Or, dst, imm);

    /// <summary><c>dst |= src</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler Or32(Register dst, Register src) => Arithmetic(Opcode.Alu | Opcode.Or, dst, src);

    /// <summary><c>dst |= imm</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler Or32(Register dst, int imm) => Arithmetic(Opcode.Alu | Opcode.Or, dst, imm);

    /// <summary><c>dst &amp;= src</c>, 64 bits.</summary>
    public Assembler And(Register dst, Register src) => Arithmetic(Opcode.Alu64 | Opcode.And, dst, src);

    /// <summary><c>dst &amp;= imm</c>, 64 bits.</summary>
    public Assembler And(Register dst, int imm) => Arithmetic(Opcode.Alu64 | Opcode.And, dst, imm);

    /// <summary><c>dst &amp;= src</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler And32(Register dst, Register src) => Arithmetic(Opcode.Alu | Opcode.And, dst, src);

    /// <summary><c>dst &amp;= imm</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler And32(Register dst, int imm) => Arithmetic(Opcode.Alu | Opcode.And, dst, imm);

    /// <summary><c>dst ^= src</c>, 64 bits.</summary>
    public Assembler Xor(Register dst, Register src) => Arithmetic(Opcode.Alu64 | Opcode.Xor, dst, src);

    /// <summary><c>dst ^= imm</c>, 64 bits.</summary>
    public Assembler Xor(Register dst, int imm) => Arithmetic(Opcode.Alu64 | Opcode.Xor, dst, imm);

    /// <summary><c>dst ^= src</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler Xor32(Register dst, Register src) => Arithmetic(Opcode.Alu | Opcode.Xor, dst, src);

    /// <summary><c>dst ^= imm</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler Xor32(Register dst, int imm) => Arithmetic(Opcode.Alu | Opcode.Xor, dst, imm);

    /// <summary><c>dst &lt;&lt;= src</c>, 64 bits.</summary>
    public Assembler ShiftLeft(Register dst, Register src) => Arithmetic(Opcode.Alu64 | Opcode.Lsh, dst, src);

    /// <summary><c>dst &lt;&lt;= imm</c>, 64 bits.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is not 0 to 63, or dst is R10.</exception>
    public Assembler ShiftLeft(Register dst, int imm) => Arithmetic(Opcode.Alu64 | Opcode.Lsh, dst, Shift(imm, 63));

    /// <summary><c>dst &lt;&lt;= src</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler ShiftLeft32(Register dst, Register src) => Arithmetic(Opcode.Alu | Opcode.Lsh, dst, src);

    /// <summary><c>dst &lt;&lt;= imm</c>, 32 bits, upper half of dst zeroed.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is not 0 to 31, or dst is R10.</exception>
    public Assembler ShiftLeft32(Register dst, int imm) => Arithmetic(Opcode.Alu | Opcode.Lsh, dst, Shift(imm, 31));

    /// <summary><c>dst &gt;&gt;= src</c>, 64 bits unsigned.</summary>
    public Assembler ShiftRight(Register dst, Register src) => Arithmetic(Opcode.Alu64 | Opcode.Rsh, dst, src);

    /// <summary><c>dst &gt;&gt;= imm</c>, 64 bits unsigned.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is not 0 to 63, or dst is R10.</exception>
    public Assembler ShiftRight(Register dst, int imm) => Arithmetic(Opcode.Alu64 | Opcode.Rsh, dst, Shift(imm, 63));

    /// <summary><c>dst &gt;&gt;= src</c>, 32 bits unsigned, upper half of dst zeroed.</summary>
    public Assembler ShiftRight32(Register dst, Register src) => Arithmetic(Opcode.Alu | Opcode.Rsh, dst, src);

    /// <summary><c>dst &gt;&gt;= imm</c>, 32 bits unsigned, upper half of dst zeroed.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is not 0 to 31, or dst is R10.</exception>
    public Assembler ShiftRight32(Register dst, int imm) => Arithmetic(Opcode.Alu | Opcode.Rsh, dst, Shift(imm, 31));

    /// <summary><c>dst s&gt;&gt;= src</c>, 64 bits signed.</summary>
    public Assembler ArithmeticShiftRight(Register dst, Register src) => Arithmetic(Opcode.Alu64 | Opcode.Arsh, dst, src);

    /// <summary><c>dst s&gt;&gt;= imm</c>, 64 bits signed.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is not 0 to 63, or dst is R10.</exception>
    public Assembler ArithmeticShiftRight(Register dst, int imm) => Arithmetic(Opcode.Alu64 | Opcode.Arsh, dst, Shift(imm, 63));

    /// <summary><c>dst s&gt;&gt;= src</c>, 32 bits signed, upper half of dst zeroed.</summary>
    public Assembler ArithmeticShiftRight32(Register dst, Register src) => Arithmetic(Opcode.Alu | Opcode.Arsh, dst, src);

    /// <summary><c>dst s&gt;&gt;= imm</c>, 32 bits signed, upper half of dst zeroed.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is not 0 to 31, or dst is R10.</exception>
    public Assembler ArithmeticShiftRight32(Register dst, int imm) => Arithmetic(Opcode.Alu | Opcode.Arsh, dst, Shift(imm, 31));

    private Assembler Arithmetic(int opcode, Register dst, Register src) => Emit(opcode | Opcode.X, Written(dst), Read(src));

    private Assembler Arithmetic(int opcode, Register dst, int imm) => Emit(opcode | Opcode.K, Written(dst), immediate: imm);

    private int Divisor(int imm) => imm != 0
        ? imm
        : throw new AssemblyException($"Instruction {Count} divides by the constant 0.");

    private int Shift(int bits, int most) => bits >= 0 && bits <= most
        ? bits
        : throw new AssemblyException($"Instruction {Count} shifts by {bits} bits; 0 to {most} are possible.");
}
