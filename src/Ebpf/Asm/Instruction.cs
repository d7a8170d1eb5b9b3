using System.Buffers.Binary;

namespace Ebpf.Asm;

/// <summary>One 8-byte slot of a program: <c>struct bpf_insn</c> of linux/bpf.h. A 64-bit immediate load takes two slots.</summary>
/// <remarks>
/// <code>
/// | opcode 8 | destination 4 (low), source 4 (high) | offset 16 | immediate 32 |     little endian
/// </code>
/// </remarks>
/// <param name="Opcode">Class, operation, source, mode and size bits.</param>
/// <param name="Destination">The register written, or the base address of a store.</param>
/// <param name="Source">The register read, or a <c>BPF_PSEUDO_*</c> number in calls and 64-bit immediate loads.</param>
/// <param name="Offset">Address offset in bytes, or jump distance in slots after this one.</param>
/// <param name="Immediate">The constant operand.</param>
public readonly record struct Instruction(byte Opcode, Register Destination, Register Source, short Offset, int Immediate)
{
    /// <summary>The size of a slot, in bytes.</summary>
    public const int Size = 8;

    /// <summary>True for the first of the two slots of a 64-bit immediate load.</summary>
    public bool IsWide => Opcode == Asm.Opcode.LoadImmediate64;

    /// <summary>The index a jump goes to, a call calls or a function address points to; null for all else.</summary>
    /// <param name="index">The instruction's own index.</param>
    public int? Target(int index) => Opcode switch
    {
        Asm.Opcode.Jmp32 | Asm.Opcode.Ja => index + 1 + Immediate,
        Asm.Opcode.Jmp | Asm.Opcode.Call when Source == Asm.Opcode.PseudoCall => index + 1 + Immediate,
        Asm.Opcode.LoadImmediate64 when Source == Asm.Opcode.PseudoFunction => index + 1 + Immediate,
        _ when Asm.Opcode.IsShortJump(Opcode) => index + 1 + Offset,
        _ => null,
    };

    /// <summary>Writes the slot as the kernel reads it.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter.</exception>
    public void WriteTo(Span<byte> destination)
    {
        if (destination.Length < Size)
            throw new ArgumentException($"An instruction takes {Size} bytes, not {destination.Length}.", nameof(destination));
        destination[0] = Opcode;
        destination[1] = (byte)((int)Destination & 0xf | (int)Source << 4);
        BinaryPrimitives.WriteInt16LittleEndian(destination[2..], Offset);
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], Immediate);
    }

    /// <summary>The slot as the kernel reads it: <see cref="Size"/> bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        WriteTo(bytes);
        return bytes;
    }

    /// <summary>Reads one slot.</summary>
    /// <param name="source">At least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException"><paramref name="source"/> is shorter.</exception>
    public static Instruction ReadFrom(ReadOnlySpan<byte> source)
    {
        if (source.Length < Size)
            throw new ArgumentException($"An instruction takes {Size} bytes, not {source.Length}.", nameof(source));
        return new(source[0], (Register)(source[1] & 0xf), (Register)(source[1] >> 4),
            BinaryPrimitives.ReadInt16LittleEndian(source[2..]), BinaryPrimitives.ReadInt32LittleEndian(source[4..]));
    }
}
