using System.Globalization;
using System.Text;

namespace ClassicBpf;

/// <summary>Classic BPF as text, to the letter what tcpdump prints.</summary>
internal static class ClassicText
{
    /// <summary>Where Linux answers loads with something else than the packet's bytes: SKF_AD_OFF of linux/filter.h.</summary>
    public const uint AncillaryOffset = unchecked((uint)-0x1000);

    private static readonly string[] s_ancillary =
    [
        "proto", "type", "ifidx", "nla", "nlan", "mark", "queue", "hatype", "rxhash", "cpu", "xor_x", "vlan_tci", "vlanp", "poff", "random",
        "vlan_tpid",
    ];

    /// <summary><c>tcpdump -d</c>: a line for each instruction.</summary>
    public static string Listing(IReadOnlyList<ClassicInstruction> instructions)
    {
        var text = new StringBuilder();
        for (var i = 0; i < instructions.Count; i++)
            text.Append(Line(instructions[i], i)).Append('\n');
        return text.ToString();
    }

    /// <summary><c>tcpdump -dd</c>: a line of an array in C for each instruction.</summary>
    public static string Array(IReadOnlyList<ClassicInstruction> instructions)
    {
        var text = new StringBuilder();
        foreach (var (code, jumpTrue, jumpFalse, k) in instructions)
            text.Append(CultureInfo.InvariantCulture, $"{{ 0x{(ushort)code:x}, {jumpTrue}, {jumpFalse}, 0x{k:x8} }},\n");
        return text.ToString();
    }

    /// <summary>One line of <c>tcpdump -d</c>.</summary>
    public static string Line(ClassicInstruction instruction, int index)
    {
        var text = Operation(instruction, index);
        return instruction.IsComparison
            ? $"({index:000}) {text,-25} jt {index + 1 + instruction.JumpTrue}\tjf {index + 1 + instruction.JumpFalse}"
            : $"({index:000}) {text}";
    }

    /// <summary>The word and the operand. A jump shows where it goes to when it stands at <paramref name="index"/>.</summary>
    public static string Operation(ClassicInstruction instruction, int index)
    {
        var k = unchecked((int)instruction.K);
        var (word, operand) = instruction.Code switch
        {
            ClassicCode.RetK => ("ret", $"#{k}"),
            ClassicCode.RetA => ("ret", ""),
            ClassicCode.LdAbs => ("ld", Place(instruction.K)),
            ClassicCode.LdhAbs => ("ldh", Place(instruction.K)),
            ClassicCode.LdbAbs => ("ldb", Place(instruction.K)),
            ClassicCode.LdInd => ("ld", $"[x + {k}]"),
            ClassicCode.LdhInd => ("ldh", $"[x + {k}]"),
            ClassicCode.LdbInd => ("ldb", $"[x + {k}]"),
            ClassicCode.LdLen => ("ld", "#pktlen"),
            ClassicCode.LdImm => ("ld", $"#0x{k:x}"),
            ClassicCode.LdxImm => ("ldx", $"#0x{k:x}"),
            ClassicCode.LdMem => ("ld", $"M[{k}]"),
            ClassicCode.LdxMem => ("ldx", $"M[{k}]"),
            ClassicCode.LdxMsh => ("ldxb", $"4*([{k}]&0xf)"),
            ClassicCode.St => ("st", $"M[{k}]"),
            ClassicCode.Stx => ("stx", $"M[{k}]"),
            ClassicCode.Ja => ("ja", $"{index + 1 + k}"),
            ClassicCode.Neg => ("neg", ""),
            ClassicCode.Tax => ("tax", ""),
            ClassicCode.Txa => ("txa", ""),
            _ when Word(instruction) is { } name => (name, instruction.IsWithX ? "x" : Constant(instruction.Operation, k)),
            _ => ("unimp", $"0x{(ushort)instruction.Code:x}"), // "ldx #pktlen" too: nothing compiles to it
        };
        return $"{word,-8} {operand}";
    }

    private static string Place(uint k)
    {
        var ancillary = k - AncillaryOffset;
        return ancillary % 4 == 0 && ancillary / 4 < s_ancillary.Length ? $"[{s_ancillary[ancillary / 4]}]" : $"[{unchecked((int)k)}]";
    }

    private static string? Word(ClassicInstruction instruction) => !Enum.IsDefined(instruction.Code)
        ? null
        : instruction.Operation switch
        {
            ClassicCode.AddK => "add",
            ClassicCode.SubK => "sub",
            ClassicCode.MulK => "mul",
            ClassicCode.DivK => "div",
            ClassicCode.ModK => "mod",
            ClassicCode.OrK => "or",
            ClassicCode.AndK => "and",
            ClassicCode.XorK => "xor",
            ClassicCode.LshK => "lsh",
            ClassicCode.RshK => "rsh",
            ClassicCode.JeqK => "jeq",
            ClassicCode.JgtK => "jgt",
            ClassicCode.JgeK => "jge",
            ClassicCode.JsetK => "jset",
            _ => null,
        };

    /// <summary>What is counted is decimal, what is compared or masked hexadecimal.</summary>
    private static string Constant(ClassicCode operation, int k) => operation switch
    {
        ClassicCode.AddK or ClassicCode.SubK or ClassicCode.MulK or ClassicCode.DivK or ClassicCode.ModK or ClassicCode.LshK
            or ClassicCode.RshK => $"#{k}",
        _ => $"#0x{k:x}",
    };
}
