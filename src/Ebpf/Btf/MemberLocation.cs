namespace Ebpf.Btf;

/// <summary>Where a member lies in its struct.</summary>
/// <param name="Offset">In bytes from the start of the outermost struct.</param>
/// <param name="Type">Its type as declared.</param>
/// <param name="Size">Its size in bytes.</param>
public readonly record struct MemberLocation(uint Offset, BtfTypeId Type, uint Size);
