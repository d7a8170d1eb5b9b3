namespace Ebpf.Asm;

/// <summary>The width of a memory access; <c>1 &lt;&lt; (int)size</c> is the size in bytes.</summary>
public enum MemorySize : byte
{
    /// <summary>1 byte, <c>BPF_B</c>.</summary>
    Byte,

    /// <summary>2 bytes, <c>BPF_H</c>.</summary>
    Half,

    /// <summary>4 bytes, <c>BPF_W</c>.</summary>
    Word,

    /// <summary>8 bytes, <c>BPF_DW</c>.</summary>
    Double,
}
