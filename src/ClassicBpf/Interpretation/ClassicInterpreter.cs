using System.Buffers.Binary;

namespace ClassicBpf.Interpretation;

/// <summary>Classic BPF, run instruction by instruction as its definition says. Checked against libpcap's bpf_filter.</summary>
internal static class ClassicInterpreter
{
    /// <summary>What the program returns: bytes to keep, 0 for no match.</summary>
    public static uint Run(ReadOnlySpan<ClassicInstruction> program, ReadOnlySpan<byte> packet, uint wireLength)
    {
        uint a = 0, x = 0;
        Span<uint> memory = stackalloc uint[16];
        memory.Clear();
        for (var at = 0; ; at++)
        {
            var (code, jumpTrue, jumpFalse, k) = program[at];
            switch (code)
            {
                case ClassicCode.RetK:
                    return k;
                case ClassicCode.RetA:
                    return a;
                case ClassicCode.LdAbs or ClassicCode.LdhAbs or ClassicCode.LdbAbs:
                    if (!Load(packet, k, code - ClassicCode.LdAbs, out a))
                        return 0;
                    break;
                case ClassicCode.LdInd or ClassicCode.LdhInd or ClassicCode.LdbInd:
                    if (!Load(packet, (ulong)x + k, code - ClassicCode.LdInd, out a))
                        return 0;
                    break;
                case ClassicCode.LdxMsh:
                    if (!Load(packet, k, ClassicCode.LdbAbs - ClassicCode.LdAbs, out x))
                        return 0;
                    x = (x & 0xf) * 4;
                    break;
                case ClassicCode.LdImm:
                    a = k;
                    break;
                case ClassicCode.LdxImm:
                    x = k;
                    break;
                case ClassicCode.LdLen:
                    a = wireLength;
                    break;
                case ClassicCode.LdxLen:
                    x = wireLength;
                    break;
                case ClassicCode.LdMem:
                    a = memory[(int)k];
                    break;
                case ClassicCode.LdxMem:
                    x = memory[(int)k];
                    break;
                case ClassicCode.St:
                    memory[(int)k] = a;
                    break;
                case ClassicCode.Stx:
                    memory[(int)k] = x;
                    break;
                case ClassicCode.Tax:
                    x = a;
                    break;
                case ClassicCode.Txa:
                    a = x;
                    break;
                case ClassicCode.Neg:
                    a = unchecked(0 - a);
                    break;
                case ClassicCode.Ja:
                    at += (int)k;
                    break;
                default:
                    var isWithX = ((int)code & 8) != 0;
                    var (operation, operand) = ((ClassicCode)((int)code & ~8), isWithX ? x : k);
                    if (Compare(operation, a, operand) is { } holds)
                        at += holds ? jumpTrue : jumpFalse;
                    else if (operand == 0 && operation is ClassicCode.DivK or ClassicCode.ModK)
                        return 0;
                    else
                        a = Compute(operation, isWithX, a, operand);
                    break;
            }
        }
    }

    private static bool Load(ReadOnlySpan<byte> packet, ulong offset, int sizeBits, out uint value)
    {
        var size = sizeBits switch { 0 => 4, 8 => 2, _ => 1 };
        value = 0;
        if (offset + (ulong)size > (ulong)packet.Length)
            return false;
        var at = packet[(int)offset..];
        value = size switch
        {
            4 => BinaryPrimitives.ReadUInt32BigEndian(at),
            2 => BinaryPrimitives.ReadUInt16BigEndian(at),
            _ => at[0],
        };
        return true;
    }

    private static bool? Compare(ClassicCode operation, uint a, uint operand) => operation switch
    {
        ClassicCode.JeqK => a == operand,
        ClassicCode.JgtK => a > operand,
        ClassicCode.JgeK => a >= operand,
        ClassicCode.JsetK => (a & operand) != 0,
        _ => null,
    };

    private static uint Compute(ClassicCode operation, bool isWithX, uint a, uint operand) => operation switch
    {
        ClassicCode.AddK => unchecked(a + operand),
        ClassicCode.SubK => unchecked(a - operand),
        ClassicCode.MulK => unchecked(a * operand),
        ClassicCode.DivK => a / operand,
        ClassicCode.ModK => a % operand,
        ClassicCode.OrK => a | operand,
        ClassicCode.AndK => a & operand,
        ClassicCode.XorK => a ^ operand,
        ClassicCode.LshK or ClassicCode.RshK when isWithX && operand >= 32 => 0,
        ClassicCode.LshK => a << (int)(operand & 31),
        ClassicCode.RshK => a >> (int)(operand & 31),
        _ => throw new InvalidOperationException($"no such operation: {operation}"),
    };
}
