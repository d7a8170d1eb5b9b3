using System.Buffers.Binary;

namespace Ebpf.Objects;

/// <summary>Which BTF function starts at an instruction: struct bpf_func_info of linux/bpf.h.</summary>
/// <param name="InstructionOffset">The function's first instruction, counted in 8-byte slots from the program's start.</param>
/// <param name="TypeId">The function (BTF_KIND_FUNC) in the program's BTF.</param>
public readonly record struct FunctionInfo(uint InstructionOffset, uint TypeId)
{
    /// <summary>Bytes of a record as we know it; a later kernel's may be longer.</summary>
    internal const int Size = 8;

    internal void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, InstructionOffset);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], TypeId);
    }

    internal static FunctionInfo ReadFrom(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt32LittleEndian(source), BinaryPrimitives.ReadUInt32LittleEndian(source[4..]));
}
