namespace Ebpf.Objects;

/// <summary>What the kernel tells of a link: struct bpf_link_info of linux/bpf.h.</summary>
public sealed record LinkInfo
{
    /// <summary>Number among all links.</summary>
    public required uint Id { get; init; }

    /// <summary>What it attaches to.</summary>
    public required LinkType Type { get; init; }

    /// <summary>The program attached.</summary>
    public required uint ProgramId { get; init; }

    /// <summary>A tracing link's place; null for other links.</summary>
    public AttachType? AttachType { get; init; }

    /// <summary>
    /// A tracing link's target: the id of the program whose function is traced or replaced, or of the BTF object where it is a kernel
    /// function. Null for other links and where the kernel does not tell (5.10).
    /// </summary>
    public uint? TargetObjectId { get; init; }

    /// <summary>The function attached to, in the target's BTF. Null where <see cref="TargetObjectId"/> is.</summary>
    public uint? TargetBtfTypeId { get; init; }

    /// <summary>An XDP link's interface; 0 once that is gone. Null for other links.</summary>
    public int? InterfaceIndex { get; init; }
}
