namespace Ebpf.Btf;

/// <summary>Number of a type within one BTF blob: 0 is <c>void</c>, real types count from 1.</summary>
/// <param name="Value">The number as it stands in <c>btf_type.type</c> and in <c>bpf_attr.attach_btf_id</c>.</param>
public readonly record struct BtfTypeId(uint Value)
{
    /// <summary>The type <c>void</c>, which has no entry of its own.</summary>
    public static BtfTypeId Void => default;

    /// <inheritdoc/>
    public override string ToString() => $"[{Value}]";
}
