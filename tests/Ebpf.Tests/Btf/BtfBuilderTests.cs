using CsCheck;
using Ebpf.Btf;

namespace Ebpf.Tests.Btf;

public sealed class BtfBuilderTests
{
    [Fact]
    public void Equal_names_are_stored_once()
    {
        var builder = new BtfBuilder();
        var word = builder.AddInteger("same", 4, signed: true);
        builder.AddStruct("same", 4, new BtfMember("same", word, 0));
        builder.AddTypedef("other", word);
        byte[] strings = [0, .. "same\0other\0"u8];
        Assert.Equal(strings, builder.Build().Bytes.ToArray()[^strings.Length..]);
    }

    [Fact]
    public void Header_says_where_the_sections_lie()
    {
        var builder = new BtfBuilder();
        builder.AddPointer(default);
        byte[] expected =
        [
            0x9f, 0xeb, 1, 0, 24, 0, 0, 0, 0, 0, 0, 0, 12, 0, 0, 0, 12, 0, 0, 0, 1, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0,
            0,
        ];
        Assert.Equal(expected, builder.Build().Bytes.ToArray());
    }

    [Fact]
    public void Reference_to_a_type_that_was_never_added_is_refused()
    {
        var builder = new BtfBuilder();
        builder.AddPointer(new BtfTypeId(2));
        Assert.Contains("type 2, but only 1 ", Assert.Throws<InvalidOperationException>(builder.Build).Message, StringComparison.Ordinal);
        builder.AddForward("late");
        Assert.Equal(2, builder.Build().TypeCount);
    }

    [Fact]
    public void What_the_format_cannot_hold_is_refused()
    {
        var builder = new BtfBuilder();
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddInteger("odd", 3, signed: true));
        Assert.Throws<ArgumentException>(() => builder.AddForward("with\0nul"));
        Assert.Throws<ArgumentException>(
            () => builder.AddFunctionPrototype(default, Enumerable.Repeat(new BtfParameter("", default), 65536).ToArray()));
        Assert.Throws<OverflowException>(() => builder.AddEnum("e", 4, false, new BtfEnumValue("NEGATIVE", -1)));
        Assert.Throws<OverflowException>(() => builder.AddEnum("e", 4, true, new BtfEnumValue("LARGE", uint.MaxValue)));
        Assert.Equal(0, builder.Build().TypeCount);
    }

    [Fact]
    public void Random_types_read_back_as_they_were_written() => Plans.Sample(plan =>
    {
        var builder = new BtfBuilder();
        var expected = plan.Select(step => step.Add(builder, plan.Length)).ToArray();
        var blob = builder.Build();
        Assert.Equal(expected, blob.Ids().Select(id => SampleTypes.Describe(blob.GetType(id))));
    });

    /// <summary>One type to add, made of a few random numbers; says what must be read back.</summary>
    private sealed record Step(BtfKind Kind, string Name, uint A, uint B, string[] Entries)
    {
        public string Add(BtfBuilder builder, int count)
        {
            var type = new BtfTypeId(A % (uint)(count + 1));
            var next = builder.Next;
            var linkage = (BtfLinkage)(B % 3);
            var members = Entries.Select((name, i) => new BtfMember(name, type, A >> 9, (byte)(i % 2 == 0 ? 0 : B % 32))).ToArray();
            var flag = B % 2 == 1;
            var (narrow, wide, parameters, variables) = (
                Entries.Select((name, i) => new BtfEnumValue(name, flag ? (int)A + i : (uint)i)).ToArray(),
                Entries.Select(name => new BtfEnumValue(name, (long)((ulong)A << 32 | B))).ToArray(),
                Entries.Select(name => new BtfParameter(name, type)).ToArray(),
                Entries.Select(_ => new BtfSectionVariable(type, A, B)).ToArray());
            (BtfTypeId id, string named, string detail) = Kind switch
            {
                BtfKind.Integer => (builder.AddInteger(Name, 4, flag), Name, $"4 (32, 0, {flag})"),
                BtfKind.Pointer => (builder.AddPointer(type), "", $"{type}"),
                BtfKind.Array => (builder.AddArray(type, type, B), "", $"{new BtfArray(type, type, B)}"),
                BtfKind.Struct => (builder.AddStruct(Name, B, members), Name, $"{B} {string.Join(", ", members)}"),
                BtfKind.Union => (builder.AddUnion(Name, B, members), Name, $"{B} {string.Join(", ", members)}"),
                BtfKind.Enum => (builder.AddEnum(Name, 4, flag, narrow), Name, $"4 {flag} {string.Join(", ", narrow)}"),
                BtfKind.Enum64 => (builder.AddEnum(Name, 8, flag, wide), Name, $"8 {flag} {string.Join(", ", wide)}"),
                BtfKind.Forward => (builder.AddForward(Name, flag), Name, flag ? "union" : "struct"),
                BtfKind.Typedef => (builder.AddTypedef(Name, type), Name, $"{type}"),
                BtfKind.Volatile => (builder.AddVolatile(type), "", $"{type}"),
                BtfKind.Const => (builder.AddConst(type), "", $"{type}"),
                BtfKind.Restrict => (builder.AddRestrict(type), "", $"{type}"),
                BtfKind.Function => (builder.AddFunction(Name, type, linkage), Name, $"{type} {linkage}"),
                BtfKind.FunctionPrototype =>
                    (builder.AddFunctionPrototype(type, parameters), "", $"{type} {string.Join(", ", parameters)}"),
                BtfKind.Variable => (builder.AddVariable(Name, type, linkage), Name, $"{type} {linkage}"),
                BtfKind.DataSection => (builder.AddDataSection(Name, B, variables), Name, $"{B} {string.Join(", ", variables)}"),
                BtfKind.Float => (builder.AddFloat(Name, B), Name, $"{B}"),
                BtfKind.DeclarationTag => (builder.AddDeclarationTag(Name, type, (int)B), Name, $"{type} {(int)B}"),
                _ => (builder.AddTypeTag(Name, type), Name, $"{type}"),
            };
            Assert.Equal(next, id);
            var kind = Kind is BtfKind.Void ? BtfKind.TypeTag : Kind;
            return $"{id} {kind} '{named}' {detail}";
        }
    }

    private static readonly Gen<string> s_names = Gen.Char["abcü_1"].Array[0, 5].Select(letters => new string(letters));

    private static Gen<Step[]> Plans => Gen.Select(
        Gen.Int[0, 19].Select(kind => (BtfKind)kind), s_names, Gen.UInt, Gen.UInt, s_names.Array[0, 4],
        (kind, name, a, b, entries) => new Step(kind, name, a, b, entries)).Array[0, 40];
}
