using Ebpf.Asm;
using Ebpf.Btf;

namespace Ebpf.Objects;

/// <summary>What a program is to be: everything <see cref="BpfProgram.Load"/> needs, with nothing loaded yet.</summary>
public sealed record ProgramSpec
{
    /// <summary>Its name; the kernel keeps the first 15 characters. Letters, digits, '_' and '.'.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for.</summary>
    public required ProgramType Type { get; init; }

    /// <summary>Its instructions.</summary>
    public required BpfCode Code { get; init; }

    /// <summary>Its license. Many helpers are open only to GPL-compatible ones, as this one is.</summary>
    public string License { get; init; } = "Dual MIT/GPL";

    /// <summary>Where it will be attached, for types that are verified accordingly.</summary>
    public AttachType? ExpectedAttachType { get; init; }

    /// <summary>How it is loaded.</summary>
    public ProgramFlags Flags { get; init; }

    /// <summary>Its types, which make it a possible target of fentry and fexit. Goes with <see cref="Functions"/>.</summary>
    public BtfBlob? Btf { get; init; }

    /// <summary>Its functions in <see cref="Btf"/>, the first at instruction 0.</summary>
    public IReadOnlyList<FunctionInfo> Functions { get; init; } = [];

    /// <summary>The program whose function is traced or replaced; null for a kernel function.</summary>
    public BpfProgram? AttachTarget { get; init; }

    /// <summary>The function traced or replaced: in the target's BTF, or in the kernel's.</summary>
    public BtfTypeId? AttachBtfId { get; init; }
}
