using System.Text;

namespace Ebpf.Asm;

/// <summary>Code as text for people: the kernel's notation with names in place of distances and file descriptors.</summary>
/// <remarks>
/// <code>
/// main():
///    0: r6 = r1                        ; the context outlives calls
///    1: if r6 == 0x0 goto done
///    2: r1 = map[rings]
/// done:
///    4: exit
/// </code>
/// </remarks>
internal static class CodeListing
{
    private const int CommentColumn = 44;

    public static string Write(BpfCode code)
    {
        var text = new StringBuilder();
        var names = Names(code);
        var maps = code.MapReferences.ToDictionary(m => m.InstructionIndex);
        var functions = code.Functions.ToLookup(f => f.InstructionIndex, f => f.Text);
        var labels = code.Labels.ToLookup(l => l.InstructionIndex, l => l.Text);
        var comments = code.Comments.ToLookup(c => c.InstructionIndex, c => c.Text);
        var digits = Math.Max(4, code.Instructions.Length.ToString().Length);

        for (var i = 0; i < code.Instructions.Length; i++)
        {
            foreach (var function in functions[i])
                text.Append(i > 0 ? "\n" : "").Append($"{function}():\n");
            foreach (var label in labels[i])
                text.Append($"{label}:\n");

            var at = code.Instructions.AsSpan()[i..];
            var line = $"{i.ToString().PadLeft(digits)}: {Disassembler.Format(at, Symbol(i, at[0], names, maps))}";
            Append(text, line, [.. comments[i]], digits);
            if (at[0].IsWide)
                i++;
        }

        foreach (var comment in comments[code.Instructions.Length])
            text.Append(' ', digits + 2).Append($"; {comment}\n");
        return text.ToString();
    }

    /// <summary>The last comment goes beside the instruction; those before it get lines of their own.</summary>
    private static void Append(StringBuilder text, string line, string[] comments, int digits)
    {
        foreach (var comment in comments.SkipLast(1).SelectMany(c => c.Split('\n')))
            text.Append(' ', digits + 2).Append($"; {comment}\n");

        text.Append(line);
        var beside = comments.Length == 0 ? [] : comments[^1].Split('\n');
        for (var i = 0; i < beside.Length; i++)
        {
            var indent = i == 0 ? Math.Max(1, CommentColumn - line.Length) : CommentColumn;
            text.Append(i == 0 ? "" : "\n").Append(' ', indent).Append($"; {beside[i]}");
        }

        text.Append('\n');
    }

    /// <summary>A function's name wins over a label's at the same place.</summary>
    private static Dictionary<int, string> Names(BpfCode code)
    {
        var names = new Dictionary<int, string>();
        foreach (var (index, name) in code.Functions)
            names[index] = name;
        foreach (var (index, name) in code.Labels)
            names.TryAdd(index, name);
        return names;
    }

    private static string? Symbol(int index, Instruction instruction, Dictionary<int, string> names, Dictionary<int, MapReference> maps)
    {
        if (maps.TryGetValue(index, out var map))
            return map.IsValue ? $"map[{map.MapName}][0]+{map.ValueOffset}" : $"map[{map.MapName}]";
        if (instruction.Target(index) is not { } target || !names.TryGetValue(target, out var name))
            return null;
        return instruction.IsWide ? $"&{name}" : name;
    }
}
