using CsCheck;
using Ebpf.Asm;

namespace Ebpf.Tests.Asm;

/// <summary>Operands for any instruction; each takes what it needs.</summary>
internal readonly record struct Operands(Register Written, Register Read, int Immediate, short Offset, ulong Wide, MemorySize Size,
    int Width, JumpCondition Condition, Helper Helper, Label Target, Label Function)
{
    public int Shift => Immediate & 31;

    public int Divisor => Immediate == 0 ? 1 : Immediate;

    public MemorySize AtomicSize => (MemorySize)((int)Size | 2);
}

/// <summary>Random programs of every instruction there is.</summary>
internal static class RandomInstructions
{
    /// <summary>One for each of the assembler's methods that emit an instruction.</summary>
    public static readonly Func<Assembler, Operands, Assembler>[] Emitters =
    [
        (a, o) => a.Mov(o.Written, o.Read), (a, o) => a.Mov(o.Written, o.Immediate),
        (a, o) => a.Mov32(o.Written, o.Read), (a, o) => a.Mov32(o.Written, o.Immediate),
        (a, o) => a.Add(o.Written, o.Read), (a, o) => a.Add(o.Written, o.Immediate),
        (a, o) => a.Add32(o.Written, o.Read), (a, o) => a.Add32(o.Written, o.Immediate),
        (a, o) => a.Sub(o.Written, o.Read), (a, o) => a.Sub(o.Written, o.Immediate),
        (a, o) => a.Sub32(o.Written, o.Read), (a, o) => a.Sub32(o.Written, o.Immediate),
        (a, o) => a.Mul(o.Written, o.Read), (a, o) => a.Mul(o.Written, o.Immediate),
        (a, o) => a.Mul32(o.Written, o.Read), (a, o) => a.Mul32(o.Written, o.Immediate),
        (a, o) => a.Div(o.Written, o.Read), (a, o) => a.Div(o.Written, o.Divisor),
        (a, o) => a.Div32(o.Written, o.Read), (a, o) => a.Div32(o.Written, o.Divisor),
        (a, o) => a.Mod(o.Written, o.Read), (a, o) => a.Mod(o.Written, o.Divisor),
        (a, o) => a.Mod32(o.Written, o.Read), (a, o) => a.Mod32(o.Written, o.Divisor),
        (a, o) => a.Or(o.Written, o.Read), (a, o) => a.Or(o.Written, o.Immediate),
        (a, o) => a.Or32(o.Written, o.Read), (a, o) => a.Or32(o.Written, o.Immediate),
        (a, o) => a.And(o.Written, o.Read), (a, o) => a.And(o.Written, o.Immediate),
        (a, o) => a.And32(o.Written, o.Read), (a, o) => a.And32(o.Written, o.Immediate),
        (a, o) => a.Xor(o.Written, o.Read), (a, o) => a.Xor(o.Written, o.Immediate),
        (a, o) => a.Xor32(o.Written, o.Read), (a, o) => a.Xor32(o.Written, o.Immediate),
        (a, o) => a.ShiftLeft(o.Written, o.Read), (a, o) => a.ShiftLeft(o.Written, o.Shift),
        (a, o) => a.ShiftLeft32(o.Written, o.Read), (a, o) => a.ShiftLeft32(o.Written, o.Shift),
        (a, o) => a.ShiftRight(o.Written, o.Read), (a, o) => a.ShiftRight(o.Written, o.Shift),
        (a, o) => a.ShiftRight32(o.Written, o.Read), (a, o) => a.ShiftRight32(o.Written, o.Shift),
        (a, o) => a.ArithmeticShiftRight(o.Written, o.Read), (a, o) => a.ArithmeticShiftRight(o.Written, o.Shift),
        (a, o) => a.ArithmeticShiftRight32(o.Written, o.Read), (a, o) => a.ArithmeticShiftRight32(o.Written, o.Shift),
        (a, o) => a.DivSigned(o.Written, o.Read), (a, o) => a.DivSigned(o.Written, o.Divisor),
        (a, o) => a.DivSigned32(o.Written, o.Read), (a, o) => a.DivSigned32(o.Written, o.Divisor),
        (a, o) => a.ModSigned(o.Written, o.Read), (a, o) => a.ModSigned(o.Written, o.Divisor),
        (a, o) => a.ModSigned32(o.Written, o.Read), (a, o) => a.ModSigned32(o.Written, o.Divisor),

        (a, o) => a.Negate(o.Written), (a, o) => a.Negate32(o.Written),
        (a, o) => a.ToBigEndian(o.Written, 16 << o.Width), (a, o) => a.ToLittleEndian(o.Written, 16 << o.Width),
        (a, o) => a.ByteSwap(o.Written, 16 << o.Width),
        (a, o) => a.MovSigned(o.Written, o.Read, 8 << o.Width), (a, o) => a.MovSigned32(o.Written, o.Read, 8 << (o.Width & 1)),

        (a, o) => a.Load(o.Size, o.Written, o.Read, o.Offset), (a, o) => a.LoadSigned((MemorySize)o.Width, o.Written, o.Read, o.Offset),
        (a, o) => a.Store(o.Size, o.Read, o.Offset, o.Written), (a, o) => a.StoreImmediate(o.Size, o.Read, o.Offset, o.Immediate),
        (a, o) => a.LoadImmediate64(o.Written, o.Wide),
        (a, o) => a.LoadMap(o.Written, "m"), (a, o) => a.LoadMapValue(o.Written, "m", (uint)o.Immediate),
        (a, o) => a.LoadAcquire(o.Size, o.Written, o.Read, o.Offset), (a, o) => a.StoreRelease(o.Size, o.Read, o.Offset, o.Written),

        (a, o) => a.AtomicAdd(o.AtomicSize, o.Read, o.Offset, o.Written),
        (a, o) => a.AtomicFetchAdd(o.AtomicSize, o.Read, o.Offset, o.Written),
        (a, o) => a.AtomicOr(o.AtomicSize, o.Read, o.Offset, o.Written),
        (a, o) => a.AtomicFetchOr(o.AtomicSize, o.Read, o.Offset, o.Written),
        (a, o) => a.AtomicAnd(o.AtomicSize, o.Read, o.Offset, o.Written),
        (a, o) => a.AtomicFetchAnd(o.AtomicSize, o.Read, o.Offset, o.Written),
        (a, o) => a.AtomicXor(o.AtomicSize, o.Read, o.Offset, o.Written),
        (a, o) => a.AtomicFetchXor(o.AtomicSize, o.Read, o.Offset, o.Written),
        (a, o) => a.AtomicExchange(o.AtomicSize, o.Read, o.Offset, o.Written),
        (a, o) => a.AtomicCompareExchange(o.AtomicSize, o.Read, o.Offset, o.Written),

        (a, o) => a.Jump(o.Target), (a, o) => a.JumpLong(o.Target),
        (a, o) => a.JumpIf(o.Condition, o.Read, o.Written, o.Target), (a, o) => a.JumpIf(o.Condition, o.Read, o.Immediate, o.Target),
        (a, o) => a.JumpIf32(o.Condition, o.Read, o.Written, o.Target), (a, o) => a.JumpIf32(o.Condition, o.Read, o.Immediate, o.Target),
        (a, o) => a.Call(o.Helper), (a, o) => a.CallKernelFunction(o.Immediate), (a, o) => a.Call(o.Function),
        (a, o) => a.LoadFunction(o.Written, o.Function),
        (a, _) => a.Exit(),
    ];

    private static readonly Gen<(Func<Assembler, Operands, Assembler> Emit, Operands Operands, int Chance)> Instructions =
        Gen.Select(
            Gen.OneOfConst(Emitters),
            Gen.Select(Gen.Int[0, 9], Gen.Int[0, 10], Gen.Int, Gen.Short),
            Gen.Select(Gen.ULong, Gen.Enum<MemorySize>(), Gen.Int[0, 2], Gen.Enum<JumpCondition>()),
            Gen.Enum<Helper>(),
            Gen.Int[0, 9999],
            (emit, a, b, helper, chance) => (emit, new Operands((Register)a.Item1, (Register)a.Item2, a.Item3, a.Item4, b.Item1, b.Item2,
                b.Item3, b.Item4, helper, null!, null!), chance));

    /// <summary>Programs of a main function and another, with up to 12 labels for the jumps.</summary>
    public static readonly Gen<BpfCode> Programs = Gen.Select(Gen.Int[1, 12], Instructions.Array[1, 60], (count, body) =>
    {
        var asm = new Assembler().Function("main").Label(out var function);
        var labels = new Label[count];
        for (var i = 0; i < count; i++)
            asm.Label(out labels[i], $"l{i}");

        var placed = 0;
        foreach (var (emit, operands, chance) in body)
        {
            if (placed < count && chance % 5 == 0)
                asm.Mark(labels[placed++]);
            emit(asm, operands with { Target = labels[chance % count], Function = function });
        }

        while (placed < count)
            asm.Mark(labels[placed++]);
        return asm.Exit().Function(function).Exit().Assemble();
    });
}
