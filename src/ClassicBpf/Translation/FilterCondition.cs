using Ebpf.Asm;
using static Ebpf.Asm.JumpCondition;

namespace ClassicBpf.Translation;

/// <summary>What a filter's jump depends on, unsigned: a register compared with another one or with a constant.</summary>
/// <param name="Operator">How they are compared.</param>
/// <param name="Left">The register.</param>
/// <param name="Right">The other one; null for the constant.</param>
/// <param name="Constant">What to compare with otherwise.</param>
/// <param name="IsWide">All 64 bits, not the lower 32.</param>
internal readonly record struct FilterCondition(JumpCondition Operator, Register Left, Register? Right, int Constant, bool IsWide)
{
    /// <summary>A and X: 32 bits.</summary>
    public static FilterCondition Of(JumpCondition condition, Register left, int constant) => new(condition, left, null, constant, false);

    /// <inheritdoc cref="Of(JumpCondition, Register, int)"/>
    public static FilterCondition Of(JumpCondition condition, Register left, Register right) => new(condition, left, right, 0, false);

    /// <summary>Lengths and offsets: 64 bits.</summary>
    public static FilterCondition Wide(JumpCondition condition, Register left, int constant) => new(condition, left, null, constant, true);

    /// <inheritdoc cref="Wide(JumpCondition, Register, int)"/>
    public static FilterCondition Wide(JumpCondition condition, Register left, Register right) => new(condition, left, right, 0, true);

    /// <summary>What holds when this one does not; null for bits set, which has no opposite.</summary>
    public FilterCondition? Opposite => Operator switch
    {
        Equal => this with { Operator = NotEqual },
        NotEqual => this with { Operator = Equal },
        Greater => this with { Operator = LessOrEqual },
        GreaterOrEqual => this with { Operator = Less },
        Less => this with { Operator = GreaterOrEqual },
        LessOrEqual => this with { Operator = Greater },
        _ => null,
    };

    /// <summary>Emits the jump.</summary>
    public void EmitJump(Assembler asm, Label target) => _ = (Right, IsWide) switch
    {
        ({ } right, true) => asm.JumpIf(Operator, Left, right, target),
        ({ } right, false) => asm.JumpIf32(Operator, Left, right, target),
        (null, true) => asm.JumpIf(Operator, Left, Constant, target),
        (null, false) => asm.JumpIf32(Operator, Left, Constant, target),
    };
}
