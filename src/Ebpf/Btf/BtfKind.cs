namespace Ebpf.Btf;

/// <summary>Kinds of BTF types (BTF_KIND_*, linux/btf.h).</summary>
public enum BtfKind : byte
{
    /// <summary>No type.</summary>
    Void = 0,

    /// <summary>An integer.</summary>
    Integer = 1,

    /// <summary>A pointer.</summary>
    Pointer = 2,

    /// <summary>An array.</summary>
    Array = 3,

    /// <summary>A struct.</summary>
    Struct = 4,

    /// <summary>A union.</summary>
    Union = 5,

    /// <summary>An enumeration of up to 32 bits.</summary>
    Enum = 6,

    /// <summary>A forward declaration.</summary>
    Forward = 7,

    /// <summary>A typedef.</summary>
    Typedef = 8,

    /// <summary>volatile.</summary>
    Volatile = 9,

    /// <summary>const.</summary>
    Const = 10,

    /// <summary>restrict.</summary>
    Restrict = 11,

    /// <summary>A function: a name and a prototype.</summary>
    Function = 12,

    /// <summary>A function's parameters and return type.</summary>
    FunctionPrototype = 13,

    /// <summary>A global variable.</summary>
    Variable = 14,

    /// <summary>A section of global variables.</summary>
    DataSection = 15,

    /// <summary>A floating-point number.</summary>
    Float = 16,

    /// <summary>btf_decl_tag.</summary>
    DeclarationTag = 17,

    /// <summary>btf_type_tag, such as "rcu".</summary>
    TypeTag = 18,

    /// <summary>An enumeration of 64 bits.</summary>
    Enum64 = 19,
}
