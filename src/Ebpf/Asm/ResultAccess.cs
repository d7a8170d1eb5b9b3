namespace Ebpf.Asm;

/// <summary>What an instruction does with R0, where functions leave what they return.</summary>
internal enum ResultAccess : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It reads it, before it may write it too.</summary>
    Reads,

    /// <summary>It overwrites it unread.</summary>
    Overwrites,

    /// <summary>It ends the function: R0 is what the caller gets.</summary>
    Returns,

    /// <summary>The instruction is not known.</summary>
    Unknown,
}

/// <summary>Tells it of one instruction after the other, as the kernel shows a loaded program's (<c>bpf_insn_prepare_dump</c>).</summary>
internal static class ResultRegister
{
    // BPF_ST | BPF_NOSPEC of linux/filter.h: the verifier's own, against speculation.
    private const byte SpeculationBarrier = Opcode.St | 0xc0;

    public static ResultAccess AccessOf(Instruction i) => Opcode.Class(i.Opcode) switch
    {
        Opcode.Alu or Opcode.Alu64 => Arithmetic(i),
        Opcode.Jmp or Opcode.Jmp32 => Flow(i),
        Opcode.Ld => i.IsWide ? Writes(i.Destination) : ResultAccess.Unknown,
        Opcode.Ldx => Opcode.Mode(i.Opcode) is Opcode.Mem or Opcode.MemSx ? Load(i) : ResultAccess.Unknown,
        Opcode.St when i.Opcode == SpeculationBarrier => ResultAccess.None,
        Opcode.St => Opcode.Mode(i.Opcode) == Opcode.Mem ? Reads(i.Destination) : ResultAccess.Unknown,
        _ => Opcode.Mode(i.Opcode) switch
        {
            Opcode.Mem => Reads(i.Destination, i.Source),
            Opcode.Atomic => Atomic(i),
            _ => ResultAccess.Unknown,
        },
    };

    private static ResultAccess Arithmetic(Instruction i)
    {
        var isRegister = Opcode.IsRegisterSource(i.Opcode);
        return Opcode.Operation(i.Opcode) switch
        {
            > Opcode.End => ResultAccess.Unknown,
            // In a byte swap the source bit says the direction.
            Opcode.Neg or Opcode.End => Reads(i.Destination),
            Opcode.Mov => isRegister ? Load(i) : Writes(i.Destination),
            _ => isRegister ? Reads(i.Destination, i.Source) : Reads(i.Destination),
        };
    }

    private static ResultAccess Flow(Instruction i)
    {
        switch (i.Opcode)
        {
            case Opcode.Jmp | Opcode.Ja:
            case Opcode.Jmp32 | Opcode.Ja:
                return ResultAccess.None;
            case Opcode.Jmp | Opcode.Call:
                return ResultAccess.Overwrites;
            case Opcode.Jmp | Opcode.Exit:
                return ResultAccess.Returns;
        }

        if (!Enum.IsDefined((JumpCondition)Opcode.Operation(i.Opcode)))
            return ResultAccess.Unknown;
        return Opcode.IsRegisterSource(i.Opcode) ? Reads(i.Destination, i.Source) : Reads(i.Destination);
    }

    private static ResultAccess Atomic(Instruction i) => i.Immediate switch
    {
        Opcode.CompareExchange => ResultAccess.Reads,
        Opcode.LoadAcquire => Load(i),
        Opcode.StoreRelease or Opcode.Exchange => Reads(i.Destination, i.Source),
        _ => (i.Immediate & ~Opcode.Fetch) is Opcode.Add or Opcode.Or or Opcode.And or Opcode.Xor
            ? Reads(i.Destination, i.Source)
            : ResultAccess.Unknown,
    };

    private static ResultAccess Load(Instruction i) =>
        Reads(i.Source) == ResultAccess.Reads ? ResultAccess.Reads : Writes(i.Destination);

    private static ResultAccess Reads(Register one) => one == Register.R0 ? ResultAccess.Reads : ResultAccess.None;

    private static ResultAccess Reads(Register one, Register other) =>
        one == Register.R0 || other == Register.R0 ? ResultAccess.Reads : ResultAccess.None;

    private static ResultAccess Writes(Register one) => one == Register.R0 ? ResultAccess.Overwrites : ResultAccess.None;
}
