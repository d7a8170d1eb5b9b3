using Ebpf.Btf;

namespace Kernel.Tests.Btf;

/// <summary>Types in the words of `bpftool btf dump`, to compare line by line.</summary>
internal static class BpftoolNotation
{
    internal static IEnumerable<string> Lines(this BtfBlob blob) =>
        Enumerable.Range(1, blob.TypeCount).SelectMany(id => Lines(blob, blob.GetType(new BtfTypeId((uint)id))));

    private static IEnumerable<string> Lines(BtfBlob blob, BtfType type)
    {
        int count = type.EntryCount;
        string head = $"[{type.Id.Value}] {Word(type.Kind)} {Quoted(type.Name)}";
        return type.Kind switch
        {
            BtfKind.Integer => [$"{head} size={type.SizeOrType} {Storage(type)}"],
            BtfKind.Array => [$"{head} {Extent(type.Array)}"],
            BtfKind.Struct or BtfKind.Union => type.GetMembers()
                .Select(m => $"\t{Quoted(m.Name)} type_id={m.Type.Value} bits_offset={m.BitOffset}{BitField(m)}")
                .Prepend($"{head} size={type.SizeOrType} vlen={count}"),
            BtfKind.Enum or BtfKind.Enum64 => type.GetEnumValues()
                .Select(v => $"\t{Quoted(v.Name)} val={(type.KindFlag ? v.Value : (ulong)v.Value)}{Suffix(type)}")
                .Prepend($"{head} encoding={(type.KindFlag ? "SIGNED" : "UNSIGNED")} size={type.SizeOrType} vlen={count}"),
            BtfKind.Forward => [$"{head} fwd_kind={(type.KindFlag ? "union" : "struct")}"],
            BtfKind.Function => [$"{head} type_id={type.Referenced.Value} linkage={Linkage(type.Linkage)}"],
            BtfKind.FunctionPrototype => type.GetParameters().Select(p => $"\t{Quoted(p.Name)} type_id={p.Type.Value}")
                .Prepend($"{head} ret_type_id={type.Referenced.Value} vlen={count}"),
            BtfKind.Variable => [$"{head} type_id={type.Referenced.Value}, linkage={Linkage(type.Linkage)}"],
            BtfKind.DataSection => type.GetSectionVariables()
                .Select(v => $"\ttype_id={v.Type.Value} offset={v.Offset} size={v.Size} (VAR {Quoted(blob.GetType(v.Type).Name)})")
                .Prepend($"{head} size={type.SizeOrType} vlen={count}"),
            BtfKind.Float => [$"{head} size={type.SizeOrType}"],
            BtfKind.DeclarationTag => [$"{head} type_id={type.Referenced.Value} component_idx={type.TaggedComponent}"],
            _ => [$"{head} type_id={type.Referenced.Value}"],
        };
    }

    private static string Word(BtfKind kind) => kind switch
    {
        BtfKind.Integer => "INT",
        BtfKind.Pointer => "PTR",
        BtfKind.Forward => "FWD",
        BtfKind.Function => "FUNC",
        BtfKind.FunctionPrototype => "FUNC_PROTO",
        BtfKind.Variable => "VAR",
        BtfKind.DataSection => "DATASEC",
        BtfKind.DeclarationTag => "DECL_TAG",
        BtfKind.TypeTag => "TYPE_TAG",
        _ => kind.ToString().ToUpperInvariant(),
    };

    private static string Storage(BtfType type)
    {
        var (bits, offset, signed) = type.IntegerEncoding;
        return $"bits_offset={offset} nr_bits={bits} encoding={(signed ? "SIGNED" : type.Name == "_Bool" ? "BOOL" : "(none)")}";
    }

    private static string Extent(BtfArray array) =>
        $"type_id={array.Element.Value} index_type_id={array.Index.Value} nr_elems={array.Length}";

    private static string BitField(BtfMember member) => member.BitFieldSize == 0 ? "" : $" bitfield_size={member.BitFieldSize}";

    private static string Linkage(BtfLinkage linkage) => linkage == BtfLinkage.External ? "extern" : linkage.ToString().ToLowerInvariant();

    private static string Suffix(BtfType type) => type.Kind == BtfKind.Enum ? "" : type.KindFlag ? "LL" : "ULL";

    private static string Quoted(string name) => name.Length == 0 ? "'(anon)'" : $"'{name}'";
}
