namespace Ebpf.Asm;

// Negation, byte order, sign extension and signed division: one register in, the same or another out.
public sealed partial class Assembler
{
    /// <summary><c>dst = -dst</c>, 64 bits.</summary>
    public Assembler Negate(Register dst) => Emit(Opcode.Alu64 | Opcode.Neg, Written(dst));

    /// <summary><c>dst = -dst</c>, 32 bits, upper half of dst zeroed.</summary>
    public Assembler Negate32(Register dst) => Emit(Opcode.Alu | Opcode.Neg, Written(dst));

    /// <summary>Turns the lower 16, 32 or 64 bits between host and big-endian order; the bits above become 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bits"/> is not 16, 32 or 64.</exception>
    public Assembler ToBigEndian(Register dst, int bits) =>
        Emit(Opcode.Alu | Opcode.End | Opcode.X, Written(dst), immediate: Bits(bits));

    /// <summary>Turns the lower 16, 32 or 64 bits between host and little-endian order; the bits above become 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bits"/> is not 16, 32 or 64.</exception>
    public Assembler ToLittleEndian(Register dst, int bits) =>
        Emit(Opcode.Alu | Opcode.End | Opcode.K, Written(dst), immediate: Bits(bits));

    /// <summary>Reverses the bytes of the lower 16, 32 or 64 bits, whatever the host's order; the bits above become 0. Linux 6.6.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bits"/> is not 16, 32 or 64.</exception>
    public Assembler ByteSwap(Register dst, int bits) => Emit(Opcode.Alu64 | Opcode.End, Written(dst), immediate: Bits(bits));

    /// <summary><c>dst = (s8 s16 s32)src</c>: sign-extends the lower 8, 16 or 32 bits to 64. Linux 6.6.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bits"/> is not 8, 16 or 32.</exception>
    public Assembler MovSigned(Register dst, Register src, int bits) => bits is 8 or 16 or 32
        ? Emit(Opcode.Alu64 | Opcode.Mov | Opcode.X, Written(dst), Read(src), (short)bits)
        : throw new ArgumentOutOfRangeException(nameof(bits), bits, "8, 16 or 32 bits can be sign-extended to 64.");

    /// <summary><c>dst = (s8 s16)src</c>: sign-extends the lower 8 or 16 bits to 32, upper half of dst zeroed. Linux 6.6.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bits"/> is not 8 or 16.</exception>
    public Assembler MovSigned32(Register dst, Register src, int bits) => bits is 8 or 16
        ? Emit(Opcode.Alu | Opcode.Mov | Opcode.X, Written(dst), Read(src), (short)bits)
        : throw new ArgumentOutOfRangeException(nameof(bits), bits, "8 or 16 bits can be sign-extended to 32.");

    /// <summary><c>dst s/= src</c>, 64 bits signed; by zero: 0. Linux 6.6.</summary>
    public Assembler DivSigned(Register dst, Register src) => Signed(Opcode.Alu64 | Opcode.Div, dst, src);

    /// <summary><c>dst s/= imm</c>, 64 bits signed. Linux 6.6.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is 0, or dst is R10.</exception>
    public Assembler DivSigned(Register dst, int imm) => Signed(Opcode.Alu64 | Opcode.Div, dst, imm);

    /// <summary><c>dst s/= src</c>, 32 bits signed; by zero: 0, upper half of dst zeroed. Linux 6.6.</summary>
    public Assembler DivSigned32(Register dst, Register src) => Signed(Opcode.Alu | Opcode.Div, dst, src);

    /// <summary><c>dst s/= imm</c>, 32 bits signed, upper half of dst zeroed. Linux 6.6.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is 0, or dst is R10.</exception>
    public Assembler DivSigned32(Register dst, int imm) => Signed(Opcode.Alu | Opcode.Div, dst, imm);

    /// <summary><c>dst s%= src</c>, 64 bits signed; by zero: dst unchanged. Linux 6.6.</summary>
    public Assembler ModSigned(Register dst, Register src) => Signed(Opcode.Alu64 | Opcode.Mod, dst, src);

    /// <summary><c>dst s%= imm</c>, 64 bits signed. Linux 6.6.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is 0, or dst is R10.</exception>
    public Assembler ModSigned(Register dst, int imm) => Signed(Opcode.Alu64 | Opcode.Mod, dst, imm);

    /// <summary><c>dst s%= src</c>, 32 bits signed; by zero: dst unchanged, upper half of dst zeroed. Linux 6.6.</summary>
    public Assembler ModSigned32(Register dst, Register src) => Signed(Opcode.Alu | Opcode.Mod, dst, src);

    /// <summary><c>dst s%= imm</c>, 32 bits signed, upper half of dst zeroed. Linux 6.6.</summary>
    /// <exception cref="AssemblyException"><paramref name="imm"/> is 0, or dst is R10.</exception>
    public Assembler ModSigned32(Register dst, int imm) => Signed(Opcode.Alu | Opcode.Mod, dst, imm);

    private Assembler Signed(int opcode, Register dst, Register src) => Emit(opcode | Opcode.X, Written(dst), Read(src), 1);

    private Assembler Signed(int opcode, Register dst, int imm) =>
        Emit(opcode | Opcode.K, Written(dst), offset: 1, immediate: Divisor(imm));

    private static int Bits(int bits) => bits is 16 or 32 or 64
        ? bits
        : throw new ArgumentOutOfRangeException(nameof(bits), bits, "Byte order is turned in 16, 32 or 64 bits.");
}
