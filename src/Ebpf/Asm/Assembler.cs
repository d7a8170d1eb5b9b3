using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ebpf.Asm;

/// <summary>
/// Builds a program instruction by instruction. Each method appends one instruction (or a label, a comment) and returns the assembler,
/// so that an emitter reads like the listing it produces. Nothing here needs a kernel.
/// </summary>
/// <remarks>
/// In the methods' descriptions <c>u32</c> stands for an access of the given size, and immediates are sign-extended to 64 bits wherever
/// the operation is 64 bits wide. A version says the oldest kernel that takes the instruction on x86-64; without one that is 5.10 or older.
/// Writing R10, the frame pointer, is refused with an <see cref="AssemblyException"/> at once.
/// </remarks>
public sealed partial class Assembler
{
    private readonly List<Instruction> _instructions = [];
    private readonly List<(int Index, Label Target)> _references = [];
    private readonly List<MapReference> _maps = [];
    private readonly List<Label> _labels = [];
    private readonly List<CodeAnnotation> _functions = [];
    private readonly List<CodeAnnotation> _comments = [];

    /// <summary>Slots so far; a 64-bit immediate load counts twice.</summary>
    public int Count => _instructions.Count;

    /// <summary>Declares a label without placing it: <see cref="Mark"/> does that.</summary>
    /// <param name="label">The new label.</param>
    /// <param name="name">Its name in listings. Names need not be unique: a second "done" is listed as "done_2".</param>
    public Assembler Label(out Label label, [CallerArgumentExpression(nameof(label))] string name = "")
    {
        // The compiler passes the argument as it was written: "var done", "Label done" or "done".
        var word = name.AsSpan().Trim();
        label = new(this, word[(word.LastIndexOf(' ') + 1)..].ToString());
        _labels.Add(label);
        return this;
    }

    /// <summary>Places a label before the next instruction.</summary>
    /// <exception cref="AssemblyException">The label stands somewhere already, or belongs to another assembler.</exception>
    public Assembler Mark(Label label)
    {
        ArgumentNullException.ThrowIfNull(label);
        CheckOwner(label);
        if (label.Position != Asm.Label.NotPlaced)
            throw new AssemblyException($"Label '{label.Name}' is placed twice: at {label.Position} and at {Count}.");
        label.Position = Count;
        return this;
    }

    /// <summary>Says something about the next instruction, for listings.</summary>
    public Assembler Comment(string text)
    {
        _comments.Add(new(Count, text));
        return this;
    }

    /// <summary>Names the function that starts with the next instruction. At the very start it names the program's own.</summary>
    public Assembler Function(string name)
    {
        _functions.Add(new(Count, name));
        return this;
    }

    /// <summary>Starts a sub-program under the label's name, and places the label: the target of <see cref="Call(Label)"/>.</summary>
    /// <exception cref="AssemblyException">The label stands somewhere already, or belongs to another assembler.</exception>
    public Assembler Function(Label function)
    {
        Mark(function);
        function.IsFunction = true;
        return Function(function.Name);
    }

    /// <summary>Resolves all jumps and calls. The assembler is left as it was and may go on.</summary>
    /// <exception cref="AssemblyException">A label was never placed or stands after the last instruction, a jump is longer than 16 bits
    /// allow, a call's target is no function, or two functions share a name or a place. The message has one line per finding.</exception>
    public BpfCode Assemble()
    {
        var findings = new List<string>();
        FindMisplaced(findings);
        var instructions = _instructions.ToArray();
        foreach (var (index, target) in _references)
            Resolve(instructions, index, target, findings);
        if (findings.Count > 0)
            throw new AssemblyException(string.Join('\n', findings));

        return new(ImmutableCollectionsMarshal.AsImmutableArray(instructions))
        {
            MapReferences = [.. _maps],
            Labels = UniqueLabels(),
            Functions = [.. _functions],
            Comments = [.. _comments],
        };
    }

    private void FindMisplaced(List<string> findings)
    {
        foreach (var label in _labels)
        {
            if (label.Position == Asm.Label.NotPlaced)
            {
                var uses = _references.Where(r => r.Target == label).Select(r => r.Index).ToList();
                findings.Add($"Label '{label.Name}' is never placed"
                    + (uses.Count == 0 ? "." : $", but used at {string.Join(", ", uses)}."));
            }
            else if (label.Position == Count)
            {
                findings.Add($"Label '{label.Name}' stands after the last instruction ({Count - 1}).");
            }
        }

        foreach (var function in _functions.Where(f => f.InstructionIndex == Count))
            findings.Add($"Function '{function.Text}' has no instructions.");
        foreach (var same in _functions.GroupBy(f => f.Text).Where(g => g.Count() > 1))
            findings.Add($"Function '{same.Key}' begins at {string.Join(" and at ", same.Select(f => f.InstructionIndex))}.");
        foreach (var same in _functions.GroupBy(f => f.InstructionIndex).Where(g => g.Count() > 1))
            findings.Add($"Functions '{string.Join("' and '", same.Select(f => f.Text))}' begin at the same instruction, {same.Key}.");
    }

    private static void Resolve(Instruction[] instructions, int index, Label target, List<string> findings)
    {
        if (target.Position == Asm.Label.NotPlaced)
            return; // Reported with the label.

        var instruction = instructions[index];
        var distance = target.Position - (index + 1);
        if (instruction.IsWide || instruction.Opcode == (Opcode.Jmp | Opcode.Call))
        {
            if (!target.IsFunction)
                findings.Add($"'{target.Name}', called at {index}, is no function: begin it with Function({target.Name}).");
            instructions[index] = instruction with { Immediate = distance };
        }
        else if (!Opcode.IsShortJump(instruction.Opcode))
        {
            instructions[index] = instruction with { Immediate = distance };
        }
        else if (distance is < short.MinValue or > short.MaxValue)
        {
            findings.Add($"The jump at {index} to '{target.Name}' at {target.Position} goes {distance:+#;-#} instructions; "
                + $"16 bits hold {short.MinValue} to +{short.MaxValue}.");
        }
        else
        {
            instructions[index] = instruction with { Offset = (short)distance };
        }
    }

    private ImmutableArray<CodeAnnotation> UniqueLabels()
    {
        var taken = _functions.Select(f => f.Text).ToHashSet();
        var labels = ImmutableArray.CreateBuilder<CodeAnnotation>();
        foreach (var label in _labels.Where(l => !l.IsFunction).OrderBy(l => l.Position))
        {
            var name = label.Name;
            for (var n = 2; !taken.Add(name); n++)
                name = $"{label.Name}_{n}";
            labels.Add(new(label.Position, name));
        }

        return labels.ToImmutable();
    }

    private Assembler Emit(int opcode, Register destination = 0, Register source = 0, short offset = 0, int immediate = 0)
    {
        _instructions.Add(new((byte)opcode, destination, source, offset, immediate));
        return this;
    }

    private Assembler EmitTo(Label target, int opcode, Register destination = 0, Register source = 0, int immediate = 0)
    {
        ArgumentNullException.ThrowIfNull(target);
        CheckOwner(target);
        _references.Add((Count, target));
        return Emit(opcode, destination, source, 0, immediate);
    }

    private void CheckOwner(Label label)
    {
        if (label.Owner != this)
            throw new AssemblyException($"Label '{label.Name}' belongs to another assembler.");
    }

    /// <summary>A register that is only read: any of the eleven.</summary>
    private static Register Read(Register register) => register <= Register.R10
        ? register
        : throw new ArgumentOutOfRangeException(nameof(register), register, "Registers are R0 to R10.");

    /// <summary>A register that is written: any but the frame pointer.</summary>
    private Register Written(Register register) => Read(register) != Register.R10
        ? register
        : throw new AssemblyException($"Instruction {Count} writes r10: the frame pointer is read only.");
}
