namespace Ebpf.Btf;

/// <summary>Type information as bytes.</summary>
public sealed class BtfBlob
{
    private BtfBlob(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    /// <summary>Header, types and strings, as the kernel takes and gives them.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Takes bytes as a blob.</summary>
    public static BtfBlob Parse(ReadOnlyMemory<byte> bytes) => new(bytes);
}
