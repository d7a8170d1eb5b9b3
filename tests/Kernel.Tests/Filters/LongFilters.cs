using ClassicBpf;
using ClassicBpf.Tests.Support;
using CsCheck;

namespace Kernel.Tests.Filters;

/// <summary>Filters of thousands of classic instructions; Linux takes 4096 for a socket (BPF_MAXINSNS).</summary>
internal static class LongFilters
{
    private const int Near = 255;

    /// <summary>What people with long lists write.</summary>
    public static IReadOnlyDictionary<string, string> Expressions { get; } = new Dictionary<string, string>
    {
        ["hosts"] = Any(1070, i => $"ip src {Address(i)} or ip dst {Address(i)}"),
        ["connections"] = Any(280, i => $"(host {Address(i)} and tcp port {i + 1})"),
        ["not these nets"] = $"ip and not ({Any(520, i => $"net {i / 250 + 20}.{i % 250}.0.0/16")})",
    };

    /// <summary>What libpcap would not make of any expression, in any length.</summary>
    public static IReadOnlyDictionary<string, Func<int, Random, IEnumerable<ClassicInstruction>>> Programs { get; } =
        new Dictionary<string, Func<int, Random, IEnumerable<ClassicInstruction>>>
        {
            ["indirect loads only"] = (length, _) => Program(length, i => new(ClassicCode.LdInd, (uint)(i % 50))),
            ["indirect loads, each X from a load"] = (length, _) =>
                Program(length, i => i % 2 == 0 ? new(ClassicCode.LdhInd, (uint)(i % 50)) : new(ClassicCode.Tax)),
            ["divisions only"] = (length, _) => Program(length, i => new(i % 2 == 0 ? ClassicCode.DivX : ClassicCode.ModX)),
            ["shifts only"] = (length, _) => Program(length, i => new(i % 2 == 0 ? ClassicCode.LshX : ClassicCode.RshX)),
            ["comparisons of one byte, any way on"] = (length, random) =>
                Program(length, i => i == 0 ? new(ClassicCode.LdbAbs, 23) : Comparison(random, length - i, Near)),
            ["comparisons of one word with X, any way on"] = (length, random) => Program(length, i => i switch
            {
                0 => new(ClassicCode.LdAbs, 26),
                1 => new(ClassicCode.Tax),
                2 => new(ClassicCode.LdAbs, 30),
                _ => WithX(Comparison(random, length - i, Near)),
            }),
            ["bytes compared, short ways on"] = (length, random) =>
                Program(length, i => i % 2 == 0 ? new(ClassicCode.LdbAbs, (uint)random.Next(200)) : Comparison(random, length - i, 6)),
            ["bytes compared, any way on"] = (length, random) =>
                Program(length, i => i % 2 == 0 ? new(ClassicCode.LdbAbs, (uint)random.Next(200)) : Comparison(random, length - i, Near)),
            ["sums of constants, any way on"] = (length, random) =>
                Program(length, i => i % 2 == 0 ? new(ClassicCode.AddK, (uint)random.Next(9)) : Comparison(random, length - i, 20)),
            ["X of constants, any way on"] = (length, random) => Program(length, i => (i % 4) switch
            {
                0 => new(ClassicCode.LdxImm, (uint)random.Next(100)),
                1 => new(ClassicCode.LdbInd, (uint)random.Next(100)),
                2 => new(ClassicCode.AddX),
                _ => Comparison(random, length - i, 40),
            }),
            ["memory, any way on"] = (length, random) =>
                Program(length, i => ThroughMemory(new(ClassicCode.LdbAbs, (uint)random.Next(100)), i, random, length)),
            ["constants in memory, any way on"] = (length, random) =>
                Program(length, i => ThroughMemory(new(ClassicCode.LdImm, (uint)random.Next(100)), i, random, length)),
            ["jumps from end to end over indirect loads"] = (length, _) => Program(length, i => i switch
            {
                0 => new(ClassicCode.LdbAbs, 0),
                1 or 3 => new(ClassicCode.JeqK, 0, 1, (uint)i),
                2 => new(ClassicCode.Ja, (uint)length - 4),
                4 => new(ClassicCode.Ja, (uint)length / 2),
                _ => new(ClassicCode.LdInd, (uint)(i % 50)),
            }),
            ["any operation"] = Anything,
        };

    /// <summary>More comparisons than the verifier remembers jumps.</summary>
    public static IEnumerable<ClassicInstruction> List(int entries) =>
        Enumerable.Range(0, entries).SelectMany(i => (ClassicInstruction[])
        [
            new(ClassicCode.LdAbs, (uint)(i % 2 == 0 ? 26 : 30)),
            new(ClassicCode.JeqK, 0, 1, 0x0a000000 + (uint)i),
            new(ClassicCode.RetK, 1),
        ]).Append(new(ClassicCode.RetK));

    private static IEnumerable<ClassicInstruction> Program(int length, Func<int, ClassicInstruction> instruction) =>
        Enumerable.Range(0, length - 1).Select(instruction).Append(new(ClassicCode.RetA));

    private static ClassicInstruction ThroughMemory(ClassicInstruction load, int index, Random random, int length) => (index % 5) switch
    {
        0 => load,
        1 => new(ClassicCode.St, (uint)random.Next(16)),
        2 => new(ClassicCode.LdxMem, (uint)random.Next(16)),
        3 => new(ClassicCode.LdbInd, (uint)random.Next(100)),
        _ => Comparison(random, length - index, 60),
    };

    /// <param name="random">Where the skips and the constant come from.</param>
    /// <param name="left">Instructions from this one to the end.</param>
    /// <param name="farthest">Most instructions to skip.</param>
    private static ClassicInstruction Comparison(Random random, int left, int farthest)
    {
        ClassicCode[] codes = [ClassicCode.JeqK, ClassicCode.JgtK, ClassicCode.JgeK, ClassicCode.JsetK];
        var room = Math.Min(farthest, left - 2) + 1;
        return new(codes[random.Next(codes.Length)], (byte)random.Next(room), (byte)random.Next(room), (uint)random.Next(256));
    }

    private static ClassicInstruction WithX(ClassicInstruction comparison) =>
        comparison with { Code = (ClassicCode)((int)comparison.Code | 8) };

    /// <summary>Every way leads on to the end: a return, or a load that always fails, would leave the rest out.</summary>
    private static IEnumerable<ClassicInstruction> Anything(int length, Random random)
    {
        const int LongestJump = 16;
        var body = ClassicPrograms.Any.Array[400].Single(_ => true, "e317T_djK3t4").SelectMany(p => p.SkipLast(1)).Select(i => i switch
        {
            { IsReturn: true } => new(ClassicCode.Tax),
            { LoadSize: > 0 } => i with { K = i.K % 60 },
            _ => i,
        }).ToList();
        var start = random.Next(body.Count - length);
        return Program(length, i => i < length - LongestJump ? body[start + i] : new(ClassicCode.Tax));
    }

    private static string Any(int count, Func<int, string> part) => string.Join(" or ", Enumerable.Range(0, count).Select(part));

    private static string Address(int i) => $"10.{i / 250}.{i % 250}.1";
}
