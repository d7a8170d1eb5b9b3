using Ebpf.Btf;

namespace Ebpf.Tests.Btf;

/// <summary>A blob with every kind of type in it.</summary>
internal static class SampleTypes
{
    internal static BtfBlob All()
    {
        var builder = new BtfBuilder();
        var word = builder.AddInteger("unsigned int", 4, signed: false);
        var wide = builder.AddInteger("long", 8, signed: true);
        var array = builder.AddArray(word, word, 3);
        builder.AddUnion("either", 8, new BtfMember("low", word, 0), new BtfMember("all", wide, 0));
        var packed = builder.AddStruct("packed", 8, new BtfMember("plain", word, 0), new BtfMember("bits", word, 32, 3));
        builder.AddEnum("color", 4, true, new BtfEnumValue("RED", -1), new BtfEnumValue("BLUE", 7));
        builder.AddEnum("distance", 8, false, new BtfEnumValue("FAR", long.MaxValue));
        builder.AddForward("hidden", isUnion: true);
        var name = builder.AddTypedef("alias", array);
        var tagged = builder.AddTypeTag("user", name);
        var constant = builder.AddConst(tagged);
        var moving = builder.AddVolatile(constant);
        var pointer = builder.AddPointer(moving);
        builder.AddRestrict(pointer);
        var prototype = builder.AddFunctionPrototype(wide, new BtfParameter("first", pointer), new BtfParameter("", default));
        var function = builder.AddFunction("act", prototype, BtfLinkage.External);
        builder.AddDeclarationTag("important", function, 0);
        var variable = builder.AddVariable("state", packed, BtfLinkage.Global);
        builder.AddDataSection(".data", 8, new BtfSectionVariable(variable, 0, 8));
        builder.AddFloat("double", 8);
        // One that holds itself by a pointer, through a number that is not given out yet.
        builder.AddStruct("list", 8, new BtfMember("next", new BtfTypeId(builder.Next.Value + 1), 0));
        builder.AddPointer(new BtfTypeId(builder.Next.Value - 1));
        return builder.Build();
    }

    /// <summary>Everything a type says, on one line.</summary>
    internal static string Describe(BtfType type)
    {
        string detail = type.Kind switch
        {
            BtfKind.Integer => $"{type.SizeOrType} {type.IntegerEncoding}",
            BtfKind.Array => type.Array.ToString(),
            BtfKind.Struct or BtfKind.Union => $"{type.SizeOrType} {string.Join(", ", type.GetMembers())}",
            BtfKind.Enum or BtfKind.Enum64 => $"{type.SizeOrType} {type.KindFlag} {string.Join(", ", type.GetEnumValues())}",
            BtfKind.Forward => type.KindFlag ? "union" : "struct",
            BtfKind.Function or BtfKind.Variable => $"{type.Referenced} {type.Linkage}",
            BtfKind.FunctionPrototype => $"{type.Referenced} {string.Join(", ", type.GetParameters())}",
            BtfKind.DataSection => $"{type.SizeOrType} {string.Join(", ", type.GetSectionVariables())}",
            BtfKind.DeclarationTag => $"{type.Referenced} {type.TaggedComponent}",
            BtfKind.Float => $"{type.SizeOrType}",
            BtfKind.Void => "",
            _ => type.Referenced.ToString(),
        };
        return $"{type.Id} {type.Kind} '{type.Name}' {detail}";
    }

    internal static IEnumerable<BtfTypeId> Ids(this BtfBlob blob) =>
        Enumerable.Range(1, blob.TypeCount).Select(id => new BtfTypeId((uint)id));
}
