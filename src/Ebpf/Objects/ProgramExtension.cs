using Ebpf.Btf;

namespace Ebpf.Objects;

/// <summary>A program of type EXT (freplace) attached in the place of another program's function.</summary>
/// <param name="ProgramId">The program that runs there now.</param>
/// <param name="TargetProgramId">The program whose function it replaces.</param>
/// <param name="TargetFunction">That function, in the target's BTF.</param>
public readonly record struct ProgramExtension(uint ProgramId, uint TargetProgramId, BtfTypeId TargetFunction);
