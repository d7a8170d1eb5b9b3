namespace Ebpf.Asm;

/// <summary>A 64-bit immediate load whose value only the loader knows: a map's file descriptor goes into its first slot.</summary>
/// <param name="InstructionIndex">Index of the first of the load's two slots. Its <see cref="Instruction.Immediate"/> is 0 until a
/// loader writes the file descriptor there; everything else of the two slots is final.</param>
/// <param name="MapName">The map's name in the program's own words.</param>
/// <param name="IsValue">False: the register becomes the map (<c>BPF_PSEUDO_MAP_FD</c>).
/// True: it becomes the address of the map's first value (<c>BPF_PSEUDO_MAP_VALUE</c>).</param>
/// <param name="ValueOffset">Bytes into the value, 0 for a map. The second slot's immediate has it already.</param>
public readonly record struct MapReference(int InstructionIndex, string MapName, bool IsValue, uint ValueOffset);
