namespace Ebpf.Btf;

/// <summary>A function as BTF describes it.</summary>
/// <param name="Name">Its full name, where the kernel keeps 15 characters of a program's.</param>
/// <param name="Linkage">Visible outside its file or not.</param>
/// <param name="ReturnType">Type of what it returns.</param>
/// <param name="Parameters">Its parameters in order.</param>
public sealed record BtfFunction(string Name, BtfLinkage Linkage, BtfTypeId ReturnType, IReadOnlyList<BtfParameter> Parameters);

/// <summary>A function's parameter (<c>struct btf_param</c>). A last one without name and type stands for <c>...</c>.</summary>
/// <param name="Name">Its name; empty where the declaration has none.</param>
/// <param name="Type">Its type.</param>
public readonly record struct BtfParameter(string Name, BtfTypeId Type);

/// <summary>Who sees a function or variable (<c>BTF_FUNC_*</c>, <c>BTF_VAR_*</c>, linux/btf.h).</summary>
public enum BtfLinkage : byte
{
    /// <summary>Known in its file only.</summary>
    Static = 0,

    /// <summary>Known everywhere.</summary>
    Global = 1,

    /// <summary>Defined elsewhere.</summary>
    External = 2,
}
