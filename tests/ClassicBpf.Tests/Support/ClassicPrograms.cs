using CsCheck;

namespace ClassicBpf.Tests.Support;

/// <summary>Random programs of every operation there is, whether libpcap would ever compile to them or not.</summary>
internal static class ClassicPrograms
{
    public static readonly ClassicCode[] Codes = Enum.GetValues<ClassicCode>();

    private static readonly ClassicCode[] s_straight = [.. Codes.Where(c => !new ClassicInstruction(c).EndsStraightLine)];

    private static readonly ClassicCode[] s_loads = [.. s_straight.Where(c => new ClassicInstruction(c).LoadSize > 0)];

    private static readonly ClassicCode[] s_comparisons = [.. Codes.Where(c => new ClassicInstruction(c).IsComparison)];

    private static readonly Gen<uint> s_constant = Gen.Frequency(
        (4, Gen.UInt[0, 70]),
        (1, Gen.OneOfConst<uint>(31, 32, 33, 255, 256, 0x800, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff)),
        (1, Gen.UInt));

    /// <summary>Up to 60 instructions and the end. Words of M may be read that were never written: they are 0 for us.</summary>
    public static readonly Gen<ClassicInstruction[]> Any = Gen.Select(
        Gen.Frequency(
            (3, Gen.OneOfConst(s_straight)), (2, Gen.OneOfConst(s_loads)), (2, Gen.OneOfConst(s_comparisons)),
            (1, Gen.OneOfConst(ClassicCode.Ja, ClassicCode.RetK, ClassicCode.RetA, ClassicCode.Tax, ClassicCode.LdxMsh))),
        s_constant, Gen.UInt[0, 60], Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, 20])
        .Array[0, 60]
        .Select(draws => draws
            .Select((draw, i) => Make(draw.Item1, draw.Item2, draw.Item3, draw.Item4, draw.Item5, draw.Item6, draws.Length - i - 1))
            .Append(new(draws.Length % 3 == 0 ? ClassicCode.RetA : ClassicCode.RetK, draws.Length % 2 == 0 ? 1u : 0))
            .ToArray());

    /// <summary>The same, with M written first: libpcap's interpreter reads whatever lies on its stack.</summary>
    public static readonly Gen<ClassicInstruction[]> WithMemoryWritten = Any.Select(program => (ClassicInstruction[])
    [
        .. Enumerable.Range(0, 16).Select(i => new ClassicInstruction(ClassicCode.St, (uint)i)), .. program,
    ]);

    // A jump may skip as many instructions as there is room for.
    private static ClassicInstruction Make(ClassicCode code, uint constant, uint offset, int skipTrue, int skipFalse, int chance, int room)
    {
        var instruction = new ClassicInstruction(code);
        if (instruction.IsComparison)
            return new(code, (byte)(skipTrue % (Math.Min(room, 12) + 1)), (byte)(skipFalse % (Math.Min(room, 12) + 1)), constant);
        return code switch
        {
            ClassicCode.Ja => new(code, (uint)(skipTrue % (Math.Min(room, 8) + 1))),
            ClassicCode.LdMem or ClassicCode.LdxMem or ClassicCode.St or ClassicCode.Stx => new(code, constant % 16),
            ClassicCode.DivK or ClassicCode.ModK => new(code, Math.Max(constant, 1)),
            // Most loads stay in the packet, or a program would end at once; some go nowhere near it, but never where Linux has metadata.
            _ when instruction.LoadSize == 0 || (chance == 0 && (constant < 0xffe00000 || instruction.IsIndirect)) => new(code, constant),
            _ => new(code, offset),
        };
    }
}
