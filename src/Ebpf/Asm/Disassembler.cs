namespace Ebpf.Asm;

/// <summary>Instructions as text, in the notation of the kernel's verifier log and of <c>bpftool prog dump xlated</c>.</summary>
/// <remarks>Two things the log shows otherwise, because the kernel has resolved them by then: a map is <c>map[fd:3]</c> here and an address
/// there, a kernel function <c>kernel-function#12345</c> here and its name there.</remarks>
public static class Disassembler
{
    /// <summary>Formats one instruction.</summary>
    /// <param name="at">Starts with the instruction; a 64-bit immediate load takes two slots, any other one.</param>
    /// <returns>The text, without address or opcode. Bits that form no instruction give "invalid" and the slot in hexadecimal.</returns>
    /// <exception cref="ArgumentException"><paramref name="at"/> is empty.</exception>
    public static string Format(ReadOnlySpan<Instruction> at) => Format(at, null);

    /// <param name="at">Starts with the instruction.</param>
    /// <param name="symbol">What to call the jump's or call's target, or what a 64-bit load loads, if that has a name.</param>
    internal static string Format(ReadOnlySpan<Instruction> at, string? symbol)
    {
        if (at.IsEmpty)
            throw new ArgumentException("There is no instruction to format.", nameof(at));
        var instruction = at[0];
        var text = Opcode.Class(instruction.Opcode) switch
        {
            Opcode.Alu or Opcode.Alu64 => Arithmetic(instruction),
            Opcode.Jmp or Opcode.Jmp32 => Flow(instruction, symbol),
            Opcode.Ld when instruction.IsWide => at.Length > 1 ? Wide(instruction, at[1], symbol) : null,
            _ => MemoryFormat.Format(instruction),
        };
        return text ?? "invalid " + Convert.ToHexStringLower(instruction.ToBytes());
    }

    private static string? Arithmetic(Instruction i)
    {
        var is64 = Opcode.Class(i.Opcode) == Opcode.Alu64;
        var letter = is64 ? 'r' : 'w';
        var destination = $"{letter}{(int)i.Destination}";
        var operation = Opcode.Operation(i.Opcode);
        if (operation == Opcode.Neg)
            return $"{destination} = -{destination}";
        if (operation == Opcode.End)
            return ByteOrder(i, is64);

        if (Symbol(operation) is not { } symbol || Variant(i, operation, is64) is not var (sign, cast))
            return null;
        return Opcode.IsRegisterSource(i.Opcode)
            ? $"{destination} {sign}{symbol} {cast}{letter}{(int)i.Source}"
            : $"{destination} {sign}{symbol} {i.Immediate}";
    }

    private static string? ByteOrder(Instruction i, bool is64)
    {
        var isBig = Opcode.IsRegisterSource(i.Opcode);
        if (i.Immediate is not (16 or 32 or 64) || (is64 && isBig))
            return null;
        return $"r{(int)i.Destination} = {(is64 ? "bswap" : isBig ? "be" : "le")}{i.Immediate} r{(int)i.Destination}";
    }

    private static string? Symbol(byte operation) => operation switch
    {
        Opcode.Add => "+=",
        Opcode.Sub => "-=",
        Opcode.Mul => "*=",
        Opcode.Div => "/=",
        Opcode.Mod => "%=",
        Opcode.Or => "|=",
        Opcode.And => "&=",
        Opcode.Xor => "^=",
        Opcode.Lsh => "<<=",
        Opcode.Rsh => ">>=",
        Opcode.Arsh => "s>>=",
        Opcode.Mov => "=",
        _ => null,
    };

    /// <summary>The offset of an arithmetic instruction selects its signed variant; null if there is no such variant.</summary>
    private static (string Sign, string Cast)? Variant(Instruction i, byte operation, bool is64) => (operation, i.Offset) switch
    {
        (_, 0) => ("", ""),
        (Opcode.Div or Opcode.Mod, 1) => ("s", ""),
        (Opcode.Mov, 8 or 16) when Opcode.IsRegisterSource(i.Opcode) => ("", $"(s{i.Offset})"),
        (Opcode.Mov, 32) when Opcode.IsRegisterSource(i.Opcode) && is64 => ("", "(s32)"),
        _ => null,
    };

    private static string? Flow(Instruction i, string? symbol)
    {
        switch (i.Opcode)
        {
            case Opcode.Jmp | Opcode.Ja:
                return $"goto {symbol ?? Relative(i.Offset)}";
            case Opcode.Jmp32 | Opcode.Ja:
                return $"gotol {symbol ?? Relative(i.Immediate)}";
            case Opcode.Jmp | Opcode.Call:
                return $"call {symbol ?? Callee(i)}";
            case Opcode.Jmp | Opcode.Exit:
                return "exit";
        }

        if (Comparison((JumpCondition)Opcode.Operation(i.Opcode)) is not { } comparison)
            return null;
        var letter = Opcode.Class(i.Opcode) == Opcode.Jmp32 ? 'w' : 'r';
        var right = Opcode.IsRegisterSource(i.Opcode) ? $"{letter}{(int)i.Source}" : $"0x{i.Immediate:x}";
        return $"if {letter}{(int)i.Destination} {comparison} {right} goto {symbol ?? Relative(i.Offset)}";
    }

    private static string? Comparison(JumpCondition condition) => condition switch
    {
        JumpCondition.Equal => "==",
        JumpCondition.NotEqual => "!=",
        JumpCondition.Greater => ">",
        JumpCondition.GreaterOrEqual => ">=",
        JumpCondition.Less => "<",
        JumpCondition.LessOrEqual => "<=",
        JumpCondition.SignedGreater => "s>",
        JumpCondition.SignedGreaterOrEqual => "s>=",
        JumpCondition.SignedLess => "s<",
        JumpCondition.SignedLessOrEqual => "s<=",
        JumpCondition.BitsSet => "&",
        _ => null,
    };

    private static string Callee(Instruction i) => i.Source switch
    {
        Opcode.PseudoCall => Relative(i.Immediate),
        Opcode.PseudoKernelFunctionCall => $"kernel-function#{i.Immediate}",
        0 when HelperNames.Find(i.Immediate) is { } name => $"{name}#{i.Immediate}",
        _ => $"unknown#{i.Immediate}",
    };

    private static string Wide(Instruction low, Instruction high, string? symbol)
    {
        var value = symbol ?? low.Source switch
        {
            Opcode.PseudoMapFd => $"map[fd:{low.Immediate}]",
            Opcode.PseudoMapValue => $"map[fd:{low.Immediate}][0]+{(uint)high.Immediate}",
            _ => $"0x{(ulong)(uint)high.Immediate << 32 | (uint)low.Immediate:x}",
        };
        return $"r{(int)low.Destination} = {value}";
    }

    private static string Relative(int distance) => $"pc{distance:+0;-0}";
}
