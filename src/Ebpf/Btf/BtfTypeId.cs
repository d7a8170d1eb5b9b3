namespace Ebpf.Btf;

/// <summary>Number of a type within one BTF blob; 0 is void.</summary>
/// <param name="Value">The number as the kernel counts it.</param>
public readonly record struct BtfTypeId(uint Value);
