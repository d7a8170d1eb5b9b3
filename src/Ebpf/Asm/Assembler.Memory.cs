namespace Ebpf.Asm;

// Memory and 64-bit constants.
public sealed partial class Assembler
{
    /// <summary><c>dst = *(u32 *)(baseReg + offset)</c>, zero-extended to 64 bits.</summary>
    public Assembler Load(MemorySize size, Register dst, Register baseReg, short offset) =>
        Emit(Opcode.Ldx | Opcode.Mem | Opcode.Size(size), Written(dst), Read(baseReg), offset);

    /// <summary><c>dst = *(s32 *)(baseReg + offset)</c>, sign-extended to 64 bits. Linux 6.6.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is Double: nothing to extend.</exception>
    public Assembler LoadSigned(MemorySize size, Register dst, Register baseReg, short offset) => size != MemorySize.Double
        ? Emit(Opcode.Ldx | Opcode.MemSx | Opcode.Size(size), Written(dst), Read(baseReg), offset)
        : throw new ArgumentOutOfRangeException(nameof(size), size, "8 bytes have nothing to sign-extend into.");

    /// <summary><c>*(u32 *)(baseReg + offset) = src</c>, the lower bytes of it.</summary>
    public Assembler Store(MemorySize size, Register baseReg, short offset, Register src) =>
        Emit(Opcode.Stx | Opcode.Mem | Opcode.Size(size), Read(baseReg), Read(src), offset);

    /// <summary><c>*(u32 *)(baseReg + offset) = imm</c>, cut to the size, or sign-extended to 8 bytes.</summary>
    public Assembler StoreImmediate(MemorySize size, Register baseReg, short offset, int imm) =>
        Emit(Opcode.St | Opcode.Mem | Opcode.Size(size), Read(baseReg), 0, offset, imm);

    /// <summary><c>dst = value</c>, all 64 bits. Two slots.</summary>
    public Assembler LoadImmediate64(Register dst, ulong value) => Wide(dst, 0, (int)(uint)value, (int)(uint)(value >> 32));

    /// <summary><c>dst = map</c>: what helpers take as a map. Two slots.</summary>
    /// <param name="dst">The register.</param>
    /// <param name="mapName">The program's own name for the map, given a map when the program is loaded.</param>
    public Assembler LoadMap(Register dst, string mapName)
    {
        ArgumentException.ThrowIfNullOrEmpty(mapName);
        Wide(dst, Opcode.PseudoMapFd, 0, 0);
        _maps.Add(new(Count - 2, mapName, false, 0));
        return this;
    }

    /// <summary><c>dst = address of the map's first value + offset</c>, for array maps. Two slots.</summary>
    /// <param name="dst">The register.</param>
    /// <param name="mapName">The program's own name for the map, given a map when the program is loaded.</param>
    /// <param name="offset">Bytes into the value.</param>
    public Assembler LoadMapValue(Register dst, string mapName, uint offset = 0)
    {
        ArgumentException.ThrowIfNullOrEmpty(mapName);
        Wide(dst, Opcode.PseudoMapValue, 0, (int)offset);
        _maps.Add(new(Count - 2, mapName, true, offset));
        return this;
    }

    /// <summary><c>dst = address of a function</c> of this program, for helpers that take a callback. Two slots. Linux 5.13.</summary>
    public Assembler LoadFunction(Register dst, Label function)
    {
        EmitTo(function, Opcode.LoadImmediate64, Written(dst), Opcode.PseudoFunction);
        return Emit(0);
    }

    private Assembler Wide(Register dst, Register kind, int low, int high)
    {
        Emit(Opcode.LoadImmediate64, Written(dst), kind, 0, low);
        return Emit(0, immediate: high);
    }
}
