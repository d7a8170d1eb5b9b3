namespace Ebpf.Objects;

/// <summary>What the kernel tells of a loaded program: struct bpf_prog_info of linux/bpf.h. What a kernel does not know is 0.</summary>
public sealed record ProgramInfo
{
    /// <summary>Number among all programs; not reused soon.</summary>
    public required uint Id { get; init; }

    /// <summary>What it is for.</summary>
    public required ProgramType Type { get; init; }

    /// <summary>Hash of its instructions, 16 hex digits, as bpftool shows it.</summary>
    public required string Tag { get; init; }

    /// <summary>Its name, cut to 15 characters: <see cref="Functions"/> leads to the full one.</summary>
    public required string Name { get; init; }

    /// <summary>Id of its BTF; 0 if it was loaded without.</summary>
    public uint BtfId { get; init; }

    /// <summary>Its functions in that BTF, the first at instruction 0; empty without BTF, and for who may not see it (CAP_BPF).</summary>
    public IReadOnlyList<FunctionInfo> Functions { get; init; } = [];

    /// <summary>The maps it refers to.</summary>
    public IReadOnlyList<uint> MapIds { get; init; } = [];

    /// <summary>The interface it is offloaded to or bound to; 0 if none.</summary>
    public uint OffloadIfIndex { get; init; }

    /// <summary>Bytes of machine code; 0 where it is interpreted, and for who may not see it (CAP_BPF).</summary>
    public int CompiledLength { get; init; }

    /// <summary>When it was loaded: nanoseconds since boot, suspended time included.</summary>
    public ulong LoadTimeNanoseconds { get; init; }

    /// <summary>Who loaded it.</summary>
    public uint CreatedByUserId { get; init; }

    /// <summary>Whether its license opens GPL-only helpers to it.</summary>
    public bool IsGplCompatible { get; init; }

    /// <summary>Time spent in it, while run-time statistics were on (sysctl kernel.bpf_stats_enabled).</summary>
    public ulong RunTimeNanoseconds { get; init; }

    /// <summary>Runs counted, while run-time statistics were on.</summary>
    public ulong RunCount { get; init; }

    /// <summary>Runs the kernel skipped because it was running on that CPU already. Kernels before 5.12 skip none.</summary>
    public ulong RecursionMisses { get; init; }

    /// <summary>Instructions the verifier walked through (5.16).</summary>
    public uint VerifiedInstructions { get; init; }

    /// <summary>BTF object of the function it is attached to (6.0).</summary>
    public uint AttachBtfObjectId { get; init; }

    /// <summary>That function in it (6.0).</summary>
    public uint AttachBtfId { get; init; }
}
