namespace Ebpf.Asm;

/// <summary>The opcode byte's parts, by the names of linux/bpf.h and linux/bpf_common.h.</summary>
/// <remarks>
/// <code>
/// arithmetic, jumps:  | operation 7-4 | source 3 | class 2-0 |
/// loads, stores:      | mode 7-5 | size 4-3     | class 2-0 |
/// </code>
/// </remarks>
internal static class Opcode
{
    // Classes.
    public const byte Ld = 0x00, Ldx = 0x01, St = 0x02, Stx = 0x03, Alu = 0x04, Jmp = 0x05, Jmp32 = 0x06, Alu64 = 0x07;

    // Source: the immediate or the source register.
    public const byte K = 0x00, X = 0x08;

    // Arithmetic operations; Alu and Alu64.
    public const byte Add = 0x00, Sub = 0x10, Mul = 0x20, Div = 0x30, Or = 0x40, And = 0x50, Lsh = 0x60, Rsh = 0x70, Neg = 0x80,
        Mod = 0x90, Xor = 0xa0, Mov = 0xb0, Arsh = 0xc0, End = 0xd0;

    // Jump operations beside those of JumpCondition; Jmp and Jmp32.
    public const byte Ja = 0x00, Call = 0x80, Exit = 0x90;

    // Memory modes.
    public const byte Imm = 0x00, Abs = 0x20, Ind = 0x40, Mem = 0x60, MemSx = 0x80, Atomic = 0xc0;

    // Memory sizes.
    public const byte W = 0x00, H = 0x08, B = 0x10, Dw = 0x18;

    // Atomic operations, in the immediate of Stx|Atomic. Or'ed with Fetch they return the old value.
    public const int Fetch = 0x01, Exchange = 0xe0 | Fetch, CompareExchange = 0xf0 | Fetch, LoadAcquire = 0x100, StoreRelease = 0x110;

    // What the source register's place says in a 64-bit immediate load (BPF_PSEUDO_*).
    public const Register PseudoMapFd = (Register)1, PseudoMapValue = (Register)2, PseudoFunction = (Register)4;

    // What the source register's place says in a call (BPF_PSEUDO_CALL, BPF_PSEUDO_KFUNC_CALL).
    public const Register PseudoCall = (Register)1, PseudoKernelFunctionCall = (Register)2;

    public const byte LoadImmediate64 = Ld | Imm | Dw;

    public static byte Size(MemorySize size) => size switch
    {
        MemorySize.Byte => B,
        MemorySize.Half => H,
        MemorySize.Word => W,
        MemorySize.Double => Dw,
        _ => throw new ArgumentOutOfRangeException(nameof(size), size, "Not a memory size."),
    };

    public static byte Class(byte opcode) => (byte)(opcode & 0x07);

    public static byte Operation(byte opcode) => (byte)(opcode & 0xf0);

    public static byte Mode(byte opcode) => (byte)(opcode & 0xe0);

    public static bool IsRegisterSource(byte opcode) => (opcode & X) != 0;

    /// <summary>A jump whose distance stands in <see cref="Instruction.Offset"/>.</summary>
    public static bool IsShortJump(byte opcode) => opcode switch
    {
        Jmp | Ja => true,
        Jmp32 | Ja => false,
        _ => Class(opcode) is Jmp or Jmp32 && Operation(opcode) is not (Ja or Call or Exit),
    };
}
