using System.Collections.Immutable;
using ClassicBpf.Analysis;
using ClassicBpf.Translation;

namespace ClassicBpf;

/// <summary>A filter in classic BPF, as libpcap compiles it. It can be printed even if it cannot be translated.</summary>
public sealed class ClassicProgram
{
    /// <summary>Words of memory M.</summary>
    internal const int MemoryWords = 16;

    /// <summary>Checks what libpcap checks too (bpf_validate), and that each opcode is known.</summary>
    /// <param name="instructions">At least one; the last one returns.</param>
    /// <exception cref="ArgumentException">It is no program: the message says what is wrong with which instruction.</exception>
    public ClassicProgram(ImmutableArray<ClassicInstruction> instructions)
    {
        if (instructions.IsDefaultOrEmpty)
            throw new ArgumentException("A filter has at least one instruction.", nameof(instructions));
        for (var i = 0; i < instructions.Length; i++)
        {
            if (FindFault(instructions[i], i, instructions.Length) is { } fault)
                throw new ArgumentException($"{ClassicText.Line(instructions[i], i)}: {fault}.", nameof(instructions));
        }

        if (!instructions[^1].IsReturn)
        {
            var last = ClassicText.Line(instructions[^1], instructions.Length - 1);
            throw new ArgumentException($"{last}: the last one must be ret.", nameof(instructions));
        }

        Instructions = instructions;
        Reach = ClassicReach.Of(this);
    }

    /// <summary>The instructions in order.</summary>
    public ImmutableArray<ClassicInstruction> Instructions { get; }

    /// <summary>
    /// How far into the packet the program can look, in bytes: what lies behind cannot change its answer (the packet's length can).
    /// Null when that may be anywhere.
    /// </summary>
    public int? Reach { get; }

    /// <summary>True when a jump leads back, as "ip6 protochain" makes it.</summary>
    internal bool HasLoop => Instructions.Any(i => i.Code == ClassicCode.Ja && (int)i.K < 0);

    /// <summary>The program as <c>tcpdump -d</c> prints it, each line ended by \n.</summary>
    public string ToListing() => ClassicText.Listing(Instructions);

    /// <summary>The program as <c>tcpdump -dd</c> prints it, for an array in C, each line ended by \n.</summary>
    public string ToArrayText() => ClassicText.Array(Instructions);

    /// <summary>The program as it is translated into a capture program: eBPF in the verifier's notation, each line ended by \n.</summary>
    /// <exception cref="TranslationException">It cannot be translated.</exception>
    public string ToEbpfListing() => FilterListing.Write(this);

    /// <summary>Same as <see cref="ToListing"/>.</summary>
    public override string ToString() => ToListing();

    /// <summary>Where the program may go on behind an instruction: nowhere, at one other or at two. For programs without loops, forward.</summary>
    internal IEnumerable<int> Following(int index) => Instructions[index] switch
    {
        { Code: ClassicCode.Ja, K: var distance } => [index + 1 + (int)distance],
        { IsComparison: true, JumpTrue: var whenTrue, JumpFalse: var whenFalse } => [index + 1 + whenTrue, index + 1 + whenFalse],
        { IsReturn: true } => [],
        _ => [index + 1],
    };

    private static string? FindFault(ClassicInstruction instruction, int index, int count)
    {
        // The distance is signed, but must not lead out at either end.
        bool IsInside(long distance) => index + 1 + distance is var target && target >= 0 && target < count;

        return instruction.Code switch
        {
            _ when !Enum.IsDefined(instruction.Code) => "no such operation",
            ClassicCode.LdMem or ClassicCode.LdxMem or ClassicCode.St or ClassicCode.Stx when instruction.K >= MemoryWords
                => $"M has {MemoryWords} words",
            ClassicCode.DivK or ClassicCode.ModK when instruction.K == 0 => "division by zero",
            ClassicCode.Ja when !IsInside((int)instruction.K) => "a jump out of the program",
            _ when instruction.IsComparison && !(IsInside(instruction.JumpTrue) && IsInside(instruction.JumpFalse))
                => "a jump out of the program",
            _ => null,
        };
    }
}
