namespace Ebpf.Asm;

/// <summary>A word about one instruction: a label's or a function's name, or a comment.</summary>
/// <param name="InstructionIndex">Index of the slot it belongs to.</param>
/// <param name="Text">The name or the comment.</param>
public readonly record struct CodeAnnotation(int InstructionIndex, string Text);
