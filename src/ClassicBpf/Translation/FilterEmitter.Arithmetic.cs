using Ebpf.Asm;
using static Ebpf.Asm.JumpCondition;

namespace ClassicBpf.Translation;

// What computes: always 32 bits, unsigned, in A.
internal sealed partial class FilterEmitter
{
    private void EmitArithmetic(ClassicInstruction instruction)
    {
        if (instruction.Code == ClassicCode.Neg)
            _asm.Negate32(_frame.A);
        else if (instruction.IsWithX)
            EmitWithX(instruction, _frame.A, _frame.X);
        else
            EmitWithConstant(instruction, _frame.A, (int)instruction.K);
    }

    private void EmitWithConstant(ClassicInstruction instruction, Register a, int k)
    {
        _ = instruction.Operation switch
        {
            ClassicCode.AddK => _asm.Add32(a, k),
            ClassicCode.SubK => _asm.Sub32(a, k),
            ClassicCode.MulK => _asm.Mul32(a, k),
            ClassicCode.DivK => _asm.Div32(a, k),
            ClassicCode.ModK => _asm.Mod32(a, k),
            ClassicCode.OrK => _asm.Or32(a, k),
            ClassicCode.AndK => _asm.And32(a, k),
            ClassicCode.XorK => _asm.Xor32(a, k),
            // libpcap compiles no shift of 32 and more, but its interpreter would take one, and then x86-64 and arm64 go by the
            // lower five bits.
            ClassicCode.LshK => _asm.ShiftLeft32(a, k & 31),
            ClassicCode.RshK => _asm.ShiftRight32(a, k & 31),
            _ => throw new InvalidOperationException($"{instruction} is no arithmetic"),
        };
    }

    private void EmitWithX(ClassicInstruction instruction, Register a, Register x)
    {
        switch (instruction.Operation)
        {
            case ClassicCode.AddK:
                _asm.Add32(a, x);
                break;
            case ClassicCode.SubK:
                _asm.Sub32(a, x);
                break;
            case ClassicCode.MulK:
                _asm.Mul32(a, x);
                break;
            case ClassicCode.DivK:
                EmitZeroCheck();
                _asm.Div32(a, x);
                break;
            case ClassicCode.ModK:
                EmitZeroCheck();
                _asm.Mod32(a, x);
                break;
            case ClassicCode.OrK:
                _asm.Or32(a, x);
                break;
            case ClassicCode.AndK:
                _asm.And32(a, x);
                break;
            case ClassicCode.XorK:
                _asm.Xor32(a, x);
                break;
            case ClassicCode.LshK:
                EmitShiftCheck(a);
                _asm.ShiftLeft32(a, x);
                break;
            case ClassicCode.RshK:
                EmitShiftCheck(a);
                _asm.ShiftRight32(a, x);
                break;
            default:
                throw new InvalidOperationException($"{instruction} is no arithmetic");
        }
    }

    /// <summary>eBPF would go on with 0, or with A itself; a classic program ends.</summary>
    private void EmitZeroCheck() => LeaveWhen(FilterCondition.Of(Equal, _spill.X(), 0));

    /// <summary>By 32 and more nothing is left of A; eBPF goes by the lower five bits. Of 0 nothing is left whatever they are.</summary>
    private void EmitShiftCheck(Register a)
    {
        _asm.Label(out var shift, $"shift{_asm.Count}").JumpIf32(Less, _spill.X(), 32, shift);
        _asm.Mov32(a, 0);
        _asm.Mark(shift);
    }
}
