namespace ClassicBpf;

/// <summary>One instruction of classic BPF: <c>struct sock_filter</c> of linux/filter.h, libpcap's <c>struct bpf_insn</c>.</summary>
/// <param name="Code">What it does.</param>
/// <param name="JumpTrue">Instructions to skip when a comparison holds.</param>
/// <param name="JumpFalse">Instructions to skip when it does not.</param>
/// <param name="K">The constant: an operand, an offset into the packet, an index into M, a jump's distance or what is returned.</param>
public readonly record struct ClassicInstruction(ClassicCode Code, byte JumpTrue, byte JumpFalse, uint K)
{
    /// <summary>The size of an instruction in memory, in bytes.</summary>
    public const int Size = 8;

    private const int ClassBits = 0x07, OperationBits = 0xf0, SourceX = 0x08;
    private const int Ld = 0x00, Ldx = 0x01, Alu = 0x04, Jmp = 0x05, Ret = 0x06;

    /// <summary>An instruction that is not a comparison.</summary>
    /// <param name="code">What it does.</param>
    /// <param name="k">The constant.</param>
    public ClassicInstruction(ClassicCode code, uint k = 0) : this(code, 0, 0, k)
    {
    }

    /// <summary>Adding, shifting and so on: A becomes another number.</summary>
    internal bool IsArithmetic => ((int)Code & ClassBits) == Alu;

    /// <summary>A comparison that goes one of two ways.</summary>
    internal bool IsComparison => ((int)Code & ClassBits) == Jmp && ((int)Code & OperationBits) != 0;

    internal bool IsReturn => ((int)Code & ClassBits) == Ret;

    /// <summary>Anything after which the next instruction is not simply the next.</summary>
    internal bool EndsStraightLine => ((int)Code & ClassBits) is Jmp or Ret;

    /// <summary>The arithmetic or comparison, whichever its operand: the code of its K form.</summary>
    internal ClassicCode Operation => (ClassicCode)((int)Code & (OperationBits | ClassBits));

    /// <summary>The arithmetic's or comparison's operand is X, not K.</summary>
    internal bool IsWithX => ((int)Code & SourceX) != 0;

    /// <summary>How many bytes of the packet a load reads; 0 for all else.</summary>
    internal int LoadSize => Code switch
    {
        ClassicCode.LdAbs or ClassicCode.LdInd => 4,
        ClassicCode.LdhAbs or ClassicCode.LdhInd => 2,
        ClassicCode.LdbAbs or ClassicCode.LdbInd or ClassicCode.LdxMsh => 1,
        _ => 0,
    };

    /// <summary>A load from X + K.</summary>
    internal bool IsIndirect => Code is ClassicCode.LdInd or ClassicCode.LdhInd or ClassicCode.LdbInd;

    internal bool ReadsA => IsArithmetic || IsComparison || Code is ClassicCode.St or ClassicCode.Tax or ClassicCode.RetA;

    internal bool ReadsX => IsIndirect || Code is ClassicCode.Stx or ClassicCode.Txa || (IsWithX && (IsArithmetic || IsComparison));

    internal bool WritesA => ((int)Code & ClassBits) == Ld || IsArithmetic || Code == ClassicCode.Txa;

    internal bool WritesX => ((int)Code & ClassBits) == Ldx || Code == ClassicCode.Tax;

    /// <summary>The text without a line number, as <c>tcpdump -d</c> has it; of a jump the distance.</summary>
    public override string ToString() => ClassicText.Operation(this, -1);
}
