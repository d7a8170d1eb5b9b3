
namespace Ebpf.Btf;

/// <summary>One type, read in place: struct btf_type (linux/btf.h) and what follows it.</summary>
public readonly struct BtfType
{
    internal const int HeaderSize = 12;

    private const uint KindFlag = 1u << 31;

    private readonly BtfBlob _blob;
    private readonly int _offset;

    internal BtfType(BtfBlob blob, int offset) => (_blob, _offset) = (blob, offset);

    /// <summary>Its kind.</summary>
    public BtfKind Kind => KindOf(Info);

    /// <summary>Its name; empty where it has none.</summary>
    public string Name => _blob is null ? "" : _blob.GetString(NameOffset);

    /// <summary>Size in bytes, or the id of the type it refers to: which of the two depends on the kind.</summary>
    public uint SizeOrType => _blob is null ? 0 : _blob.ReadWord(_offset + 8);

    /// <summary>How many members, parameters, values or variables follow.</summary>
    public int Count => CountOf(Info);

    internal uint NameOffset => _blob.ReadWord(_offset);

    /// <summary>For structs: whether members carry a bit-field size in the upper byte of their offset.</summary>
    internal bool HasKindFlag => (Info & KindFlag) != 0;

    internal byte Linkage => (byte)Info;

    /// <summary>A word of what follows the header.</summary>
    internal uint Tail(int word) => _blob.ReadWord(_offset + HeaderSize + 4 * word);

    internal static BtfKind KindOf(uint info) => (BtfKind)((info >> 24) & 0x1f);

    internal static int CountOf(uint info) => (int)(info & 0xffff);

    /// <summary>Bytes that follow the header, by kind; -1 for an unknown one.</summary>
    internal static int TailSize(BtfKind kind, int count) => kind switch
    {
        BtfKind.Integer or BtfKind.Variable or BtfKind.DeclarationTag => 4,
        BtfKind.Array => 12,
        BtfKind.Struct or BtfKind.Union or BtfKind.DataSection or BtfKind.Enum64 => 12 * count,
        BtfKind.Enum or BtfKind.FunctionPrototype => 8 * count,
        BtfKind.Pointer or BtfKind.Forward or BtfKind.Typedef or BtfKind.Volatile or BtfKind.Const or BtfKind.Restrict
            or BtfKind.Function or BtfKind.Float or BtfKind.TypeTag => 0,
        _ => -1,
    };

    private uint Info => _blob is null ? 0 : _blob.ReadWord(_offset + 4);
}
