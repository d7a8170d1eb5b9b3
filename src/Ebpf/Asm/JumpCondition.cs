namespace Ebpf.Asm;

/// <summary>When a conditional jump is taken. The values are the opcode's operation bits (<c>BPF_JEQ</c> and so on, linux/bpf.h).</summary>
public enum JumpCondition : byte
{
    /// <summary><c>a == b</c></summary>
    Equal = 0x10,

    /// <summary><c>a != b</c></summary>
    NotEqual = 0x50,

    /// <summary><c>a &gt; b</c>, unsigned.</summary>
    Greater = 0x20,

    /// <summary><c>a &gt;= b</c>, unsigned.</summary>
    GreaterOrEqual = 0x30,

    /// <summary><c>a &lt; b</c>, unsigned.</summary>
    Less = 0xa0,

    /// <summary><c>a &lt;= b</c>, unsigned.</summary>
    LessOrEqual = 0xb0,

    /// <summary><c>a &gt; b</c>, signed.</summary>
    SignedGreater = 0x60,

    /// <summary><c>a &gt;= b</c>, signed.</summary>
    SignedGreaterOrEqual = 0x70,

    /// <summary><c>a &lt; b</c>, signed.</summary>
    SignedLess = 0xc0,

    /// <summary><c>a &lt;= b</c>, signed.</summary>
    SignedLessOrEqual = 0xd0,

    /// <summary><c>(a &amp; b) != 0</c>, the kernel's JSET.</summary>
    BitsSet = 0x40,
}
