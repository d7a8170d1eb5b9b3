using System.Numerics;

namespace ClassicBpf.Analysis;

/// <summary>
/// How far a program can look into a packet: follows the largest value that A, X and each word of M can have through the program.
/// </summary>
/// <remarks>
/// A TCP port is looked up behind an IPv4 header, whose length is at most 60: so that "tcp port 80" looks at the first 78 bytes, though
/// its loads are indirect. Each instruction is visited once, since jumps lead forward.
/// </remarks>
internal sealed class ClassicReach
{
    /// <summary>Beyond this a program is said to look anywhere: packets are hardly longer.</summary>
    public const int Farthest = 0xffff;

    private const int A = 0, X = 1, Memory = 2, Values = Memory + ClassicProgram.MemoryWords;

    private readonly ClassicProgram _program;

    // What each value can be at most before an instruction; null for one that is not reached.
    private readonly ulong[]?[] _largest;
    private ulong _reach;

    private ClassicReach(ClassicProgram program)
    {
        _program = program;
        _largest = new ulong[program.Instructions.Length][];
    }

    public static int? Of(ClassicProgram program)
    {
        if (program.HasLoop)
            return null;
        var reach = new ClassicReach(program);
        reach.Walk();
        return reach._reach <= Farthest ? (int)reach._reach : null;
    }

    private void Walk()
    {
        _largest[0] = new ulong[Values];
        for (var i = 0; i < _largest.Length; i++)
        {
            if (_largest[i] is not { } values)
                continue;
            var instruction = _program.Instructions[i];
            Look(instruction, values[X]);
            var after = (ulong[])values.Clone();
            Execute(instruction, after);
            foreach (var next in _program.Following(i))
                Merge(next, after);
        }
    }

    private void Merge(int index, ulong[] values)
    {
        if (_largest[index] is not { } there)
        {
            _largest[index] = (ulong[])values.Clone();
            return;
        }

        for (var i = 0; i < Values; i++)
            there[i] = Math.Max(there[i], values[i]);
    }

    private void Look(ClassicInstruction instruction, ulong x)
    {
        // Beyond any packet a load only ends the program.
        if (instruction.LoadSize == 0 || instruction.K > int.MaxValue)
            return;
        var last = instruction.K + (ulong)instruction.LoadSize + (instruction.IsIndirect ? x : 0);
        _reach = Math.Max(_reach, last);
    }

    private static void Execute(ClassicInstruction instruction, ulong[] values)
    {
        ref var a = ref values[A];
        ref var x = ref values[X];
        switch (instruction.Code)
        {
            case ClassicCode.LdAbs or ClassicCode.LdInd or ClassicCode.LdLen:
                a = uint.MaxValue;
                break;
            case ClassicCode.LdhAbs or ClassicCode.LdhInd:
                a = ushort.MaxValue;
                break;
            case ClassicCode.LdbAbs or ClassicCode.LdbInd:
                a = byte.MaxValue;
                break;
            case ClassicCode.LdImm:
                a = instruction.K;
                break;
            case ClassicCode.LdMem:
                a = values[Memory + instruction.K];
                break;
            case ClassicCode.LdxImm:
                x = instruction.K;
                break;
            case ClassicCode.LdxMem:
                x = values[Memory + instruction.K];
                break;
            case ClassicCode.LdxLen:
                x = uint.MaxValue;
                break;
            case ClassicCode.LdxMsh:
                x = 0xf << 2;
                break;
            case ClassicCode.St:
                values[Memory + instruction.K] = a;
                break;
            case ClassicCode.Stx:
                values[Memory + instruction.K] = x;
                break;
            case ClassicCode.Tax:
                x = a;
                break;
            case ClassicCode.Txa:
                a = x;
                break;
            default:
                if (instruction.IsArithmetic)
                    a = Arithmetic(instruction, a, instruction.IsWithX ? x : instruction.K);
                break;
        }
    }

    /// <summary>The largest result for any A up to <paramref name="a"/> and, with X, any X up to <paramref name="b"/>.</summary>
    private static ulong Arithmetic(ClassicInstruction instruction, ulong a, ulong b)
    {
        var largest = instruction.Operation switch
        {
            ClassicCode.AddK => a + b,
            ClassicCode.MulK => a * b,
            ClassicCode.AndK => Math.Min(a, b),
            ClassicCode.OrK or ClassicCode.XorK => BitOperations.RoundUpToPowerOf2((a | b) + 1) - 1,
            // By at least 1: a zero ends the program.
            ClassicCode.DivK => instruction.IsWithX ? a : a / b,
            ClassicCode.ModK => Math.Min(a, Math.Max(b, 1) - 1),
            ClassicCode.RshK => instruction.IsWithX ? a : a >> (int)(b & 31),
            ClassicCode.LshK when !instruction.IsWithX => a << (int)(b & 31),
            _ when instruction.Code == ClassicCode.Neg && a == 0 => 0UL,
            _ => uint.MaxValue, // subtraction and negation wrap
        };
        return Math.Min(largest, uint.MaxValue);
    }
}
