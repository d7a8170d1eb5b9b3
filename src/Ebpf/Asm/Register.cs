namespace Ebpf.Asm;

/// <summary>The machine's registers, 64 bits each (<c>BPF_REG_0</c> to <c>BPF_REG_10</c> of linux/bpf.h).</summary>
public enum Register : byte
{
    /// <summary>Result of a call, and of the program at exit.</summary>
    R0,

    /// <summary>First argument; the context when the program starts. A call destroys it.</summary>
    R1,

    /// <summary>Second argument. A call destroys it.</summary>
    R2,

    /// <summary>Third argument. A call destroys it.</summary>
    R3,

    /// <summary>Fourth argument. A call destroys it.</summary>
    R4,

    /// <summary>Fifth argument. A call destroys it.</summary>
    R5,

    /// <summary>Kept across calls.</summary>
    R6,

    /// <summary>Kept across calls.</summary>
    R7,

    /// <summary>Kept across calls.</summary>
    R8,

    /// <summary>Kept across calls.</summary>
    R9,

    /// <summary>The frame pointer: the end of the 512-byte stack, addressed by negative offsets. Read only.</summary>
    R10,
}
