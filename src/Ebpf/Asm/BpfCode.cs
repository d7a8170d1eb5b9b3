using System.Collections.Immutable;

namespace Ebpf.Asm;

/// <summary>Assembled code: pure data, no kernel needed. Maps are named, not opened.</summary>
public sealed class BpfCode
{
    /// <summary>Wraps finished instructions.</summary>
    /// <param name="instructions">The slots, both of each 64-bit immediate load.</param>
    public BpfCode(ImmutableArray<Instruction> instructions) => Instructions = instructions;

    /// <summary>The slots in order.</summary>
    public ImmutableArray<Instruction> Instructions { get; }

    /// <summary>The loads that a loader completes with a map's file descriptor, by rising index.</summary>
    public ImmutableArray<MapReference> MapReferences { get; init; } = [];

    /// <summary>Where labels stand, by rising index. No name occurs twice; two labels may share an instruction.</summary>
    public ImmutableArray<CodeAnnotation> Labels { get; init; } = [];

    /// <summary>Where functions were begun, by rising index. The first one has no entry unless it was named.</summary>
    public ImmutableArray<CodeAnnotation> Functions { get; init; } = [];

    /// <summary>What the author said, by rising index; an instruction may have several.</summary>
    public ImmutableArray<CodeAnnotation> Comments { get; init; } = [];

    /// <summary>The instructions as the kernel takes them: <see cref="Instruction.Size"/> bytes per slot, map references still 0.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Instructions.Length * Instruction.Size];
        for (var i = 0; i < Instructions.Length; i++)
            Instructions[i].WriteTo(bytes.AsSpan(i * Instruction.Size));
        return bytes;
    }

    /// <summary>The code as text: index, the verifier's notation with label and map names in it, comments.</summary>
    /// <example>
    /// <code>
    ///    2: r2 = *(u32 *)(r6 +4)           ; data_end
    ///    3: if r1 &gt; r2 goto short
    /// </code>
    /// </example>
    public string ToListing() => CodeListing.Write(this);

    /// <summary>Same as <see cref="ToListing"/>.</summary>
    public override string ToString() => ToListing();
}
