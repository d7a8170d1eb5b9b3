namespace Ebpf.Btf;

/// <summary>Sizes and bit fields of the BTF encoding (<c>linux/btf.h</c>), shared by reader and builder.</summary>
internal static class BtfFormat
{
    public const ushort Magic = 0xEB9F;
    public const byte Version = 1;
    public const int HeaderSize = 24;
    public const int TypeSize = 12;
    public const int MemberSize = 12;

    /// <summary>Bytes of a pointer: BPF and every kernel that runs these programs are 64 bit.</summary>
    public const uint PointerSize = 8;

    /// <summary>Entries one type may have; the kernel refuses more (<c>BTF_MAX_VLEN</c>).</summary>
    public const int MaximumEntries = 0xFFFF;

    // The format gives 16 bits to the count and 5 to the kind, and wants the unused ones above each to be 0. They are read along:
    // if they come to mean something, a larger number is refused or right, and never another type.
    public static int EntryCount(uint info) => (int)(info & 0xFFFFFF);

    public static BtfKind Kind(uint info) => (BtfKind)((info >> 24) & 0x7F);

    public static bool KindFlag(uint info) => info >> 31 != 0;

    public static uint Info(BtfKind kind, int entries, bool kindFlag = false) =>
        (uint)kind << 24 | (uint)entries | (kindFlag ? 1u << 31 : 0);

    /// <summary>Bytes that follow the 12 common ones; -1 for a kind that is not known.</summary>
    public static long TailSize(BtfKind kind, int entries) => kind switch
    {
        BtfKind.Integer or BtfKind.Variable or BtfKind.DeclarationTag => 4,
        BtfKind.Array => 12,
        BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => 12L * entries,
        BtfKind.Enum or BtfKind.FunctionPrototype => 8L * entries,
        BtfKind.Pointer or BtfKind.Forward or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict
            or BtfKind.Function or BtfKind.Float or BtfKind.TypeTag => 0,
        _ => -1,
    };

    /// <summary>Qualifiers and names that do not change what a value looks like in memory.</summary>
    public static bool IsModifier(BtfKind kind) =>
        kind is BtfKind.Typedef or BtfKind.Const or BtfKind.Volatile or BtfKind.Restrict or BtfKind.TypeTag;

    /// <summary>Whether the third word is a size in bytes rather than a type id.</summary>
    public static bool HasSize(BtfKind kind) =>
        kind is BtfKind.Integer or BtfKind.Struct or BtfKind.Union or BtfKind.Enum or BtfKind.Enum64 or BtfKind.Float
            or BtfKind.DataSection;

    /// <summary>Whether the third word is the id of another type.</summary>
    public static bool HasReference(BtfKind kind) =>
        IsModifier(kind) || kind is BtfKind.Pointer or BtfKind.Function or BtfKind.FunctionPrototype or BtfKind.Variable
            or BtfKind.DeclarationTag;
}
