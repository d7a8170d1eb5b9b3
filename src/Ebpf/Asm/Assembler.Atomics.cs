namespace Ebpf.Asm;

// Atomic operations on 4 or 8 aligned bytes. What is fetched is the value before the operation; of 4 bytes it is zero-extended.
public sealed partial class Assembler
{
    /// <summary><c>lock *(u64 *)(baseReg + offset) += src</c>: BPF_XADD, which any kernel knows.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not Word or Double.</exception>
    public Assembler AtomicAdd(MemorySize size, Register baseReg, short offset, Register src) =>
        Atomic(size, baseReg, offset, Read(src), Opcode.Add);

    /// <summary><c>lock *(u64 *)(baseReg + offset) |= src</c>. Linux 5.12.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not Word or Double.</exception>
    public Assembler AtomicOr(MemorySize size, Register baseReg, short offset, Register src) =>
        Atomic(size, baseReg, offset, Read(src), Opcode.Or);

    /// <summary><c>lock *(u64 *)(baseReg + offset) &amp;= src</c>. Linux 5.12.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not Word or Double.</exception>
    public Assembler AtomicAnd(MemorySize size, Register baseReg, short offset, Register src) =>
        Atomic(size, baseReg, offset, Read(src), Opcode.And);

    /// <summary><c>lock *(u64 *)(baseReg + offset) ^= src</c>. Linux 5.12.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not Word or Double.</exception>
    public Assembler AtomicXor(MemorySize size, Register baseReg, short offset, Register src) =>
        Atomic(size, baseReg, offset, Read(src), Opcode.Xor);

    /// <summary><c>src = fetch and add(*(u64 *)(baseReg + offset), src)</c>. Linux 5.12.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not Word or Double.</exception>
    public Assembler AtomicFetchAdd(MemorySize size, Register baseReg, short offset, Register src) =>
        Atomic(size, baseReg, offset, Written(src), Opcode.Add | Opcode.Fetch);

    /// <summary><c>src = fetch and or(*(u64 *)(baseReg + offset), src)</c>. Linux 5.12.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not Word or Double.</exception>
    public Assembler AtomicFetchOr(MemorySize size, Register baseReg, short offset, Register src) =>
        Atomic(size, baseReg, offset, Written(src), Opcode.Or | Opcode.Fetch);

    /// <summary><c>src = fetch and and(*(u64 *)(baseReg + offset), src)</c>. Linux 5.12.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not Word or Double.</exception>
    public Assembler AtomicFetchAnd(MemorySize size, Register baseReg, short offset, Register src) =>
        Atomic(size, baseReg, offset, Written(src), Opcode.And | Opcode.Fetch);

    /// <summary><c>src = fetch and xor(*(u64 *)(baseReg + offset), src)</c>. Linux 5.12.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not Word or Double.</exception>
    public Assembler AtomicFetchXor(MemorySize size, Register baseReg, short offset, Register src) =>
        Atomic(size, baseReg, offset, Written(src), Opcode.Xor | Opcode.Fetch);

    /// <summary><c>src = exchange(*(u64 *)(baseReg + offset), src)</c>. Linux 5.12.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not Word or Double.</exception>
    public Assembler AtomicExchange(MemorySize size, Register baseReg, short offset, Register src) =>
        Atomic(size, baseReg, offset, Written(src), Opcode.Exchange);

    /// <summary><c>if (*(u64 *)(baseReg + offset) == r0) it = src; r0 = what it was</c>. Linux 5.12.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is not Word or Double.</exception>
    public Assembler AtomicCompareExchange(MemorySize size, Register baseReg, short offset, Register src) =>
        Atomic(size, baseReg, offset, Read(src), Opcode.CompareExchange);

    /// <summary><c>dst = *(u64 *)(baseReg + offset)</c>, and no later access is seen before it. Any size. Linux 6.15.</summary>
    public Assembler LoadAcquire(MemorySize size, Register dst, Register baseReg, short offset) =>
        Emit(Opcode.Stx | Opcode.Atomic | Opcode.Size(size), Written(dst), Read(baseReg), offset, Opcode.LoadAcquire);

    /// <summary><c>*(u64 *)(baseReg + offset) = src</c>, and no earlier access is seen after it. Any size. Linux 6.15.</summary>
    public Assembler StoreRelease(MemorySize size, Register baseReg, short offset, Register src) =>
        Emit(Opcode.Stx | Opcode.Atomic | Opcode.Size(size), Read(baseReg), Read(src), offset, Opcode.StoreRelease);

    private Assembler Atomic(MemorySize size, Register baseReg, short offset, Register src, int operation) =>
        size is MemorySize.Word or MemorySize.Double
            ? Emit(Opcode.Stx | Opcode.Atomic | Opcode.Size(size), Read(baseReg), src, offset, operation)
            : throw new ArgumentOutOfRangeException(nameof(size), size, "Atomic operations work on Word or Double.");
}
