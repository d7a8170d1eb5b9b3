using Ebpf.Asm;

namespace Capture.Emission;

/// <summary>Access sizes under the names that listings give them.</summary>
internal static class Sizes
{
    public const MemorySize U32 = MemorySize.Word;
    public const MemorySize U64 = MemorySize.Double;
}
