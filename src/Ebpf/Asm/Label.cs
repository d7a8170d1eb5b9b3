namespace Ebpf.Asm;

/// <summary>A place in a program that jumps and calls can name before it exists. Made by <see cref="Assembler.Label"/>.</summary>
public sealed class Label
{
    internal const int NotPlaced = -1;

    internal Label(Assembler owner, string name)
    {
        Owner = owner;
        Name = name;
    }

    /// <summary>The name shown in listings and messages; the variable's own name unless another was given.</summary>
    public string Name { get; }

    /// <summary>The one program the label can be used in.</summary>
    internal Assembler Owner { get; }

    /// <summary>The index of the slot it stands before, or <see cref="NotPlaced"/>.</summary>
    internal int Position { get; set; } = NotPlaced;

    /// <summary>True when a sub-program starts here.</summary>
    internal bool IsFunction { get; set; }

    /// <summary>The label's name.</summary>
    public override string ToString() => Name;
}
