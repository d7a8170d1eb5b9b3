using Ebpf.Btf;

namespace Ebpf.Tests.Btf;

public sealed class BtfBlobTests
{
    [Fact]
    public void Every_kind_reads_back_as_it_was_written()
    {
        string[] expected =
        [
            "[1] Integer 'unsigned int' 4 (32, 0, False)",
            "[2] Integer 'long' 8 (64, 0, True)",
            "[3] Array '' BtfArray { Element = [1], Index = [1], Length = 3 }",
            "[4] Union 'either' 8 BtfMember { Name = low, Type = [1], BitOffset = 0, BitFieldSize = 0 }, "
                + "BtfMember { Name = all, Type = [2], BitOffset = 0, BitFieldSize = 0 }",
            "[5] Struct 'packed' 8 BtfMember { Name = plain, Type = [1], BitOffset = 0, BitFieldSize = 0 }, "
                + "BtfMember { Name = bits, Type = [1], BitOffset = 32, BitFieldSize = 3 }",
            "[6] Enum 'color' 4 True BtfEnumValue { Name = RED, Value = -1 }, BtfEnumValue { Name = BLUE, Value = 7 }",
            "[7] Enum64 'distance' 8 False BtfEnumValue { Name = FAR, Value = 9223372036854775807 }",
            "[8] Forward 'hidden' union",
            "[9] Typedef 'alias' [3]",
            "[10] TypeTag 'user' [9]",
            "[11] Const '' [10]",
            "[12] Volatile '' [11]",
            "[13] Pointer '' [12]",
            "[14] Restrict '' [13]",
            "[15] FunctionPrototype '' [2] BtfParameter { Name = first, Type = [13] }, BtfParameter { Name = , Type = [0] }",
            "[16] Function 'act' [15] External",
            "[17] DeclarationTag 'important' [16] 0",
            "[18] Variable 'state' [5] Global",
            "[19] DataSection '.data' 8 BtfSectionVariable { Type = [18], Offset = 0, Size = 8 }",
            "[20] Float 'double' 8",
            "[21] Struct 'list' 8 BtfMember { Name = next, Type = [22], BitOffset = 0, BitFieldSize = 0 }",
            "[22] Pointer '' [21]",
        ];
        var blob = SampleTypes.All();
        Assert.Equal(expected, blob.Ids().Select(id => SampleTypes.Describe(blob.GetType(id))));
        Assert.Equal(20, blob.Ids().Select(id => blob.GetType(id).Kind).Append(BtfKind.Void).Distinct().Count());
    }

    [Fact]
    public void Type_0_is_void()
    {
        var type = SampleTypes.All().GetType(BtfTypeId.Void);
        Assert.Equal((BtfKind.Void, "", 0u, 0, "void"), (type.Kind, type.Name, type.SizeOrType, type.EntryCount, type.ToString()));
    }

    [Fact]
    public void Find_wants_the_whole_name_and_the_kind()
    {
        var builder = new BtfBuilder();
        builder.AddForward("net", isUnion: false);
        builder.AddStruct("net_device", 0);
        builder.AddStruct("subnet", 0);
        var wanted = builder.AddStruct("net", 0);
        builder.AddStruct("net", 4);
        var blob = builder.Build();
        Assert.Equal(wanted, blob.Find("net", BtfKind.Struct));
        Assert.Equal(new BtfTypeId(1), blob.Find("net", BtfKind.Forward));
        Assert.Null(blob.Find("net", BtfKind.Union));
        Assert.Null(blob.Find("ne", BtfKind.Struct));
        Assert.Null(blob.Find("a name that is longer than all strings of the blob together, by a good deal", BtfKind.Struct));
        Assert.Throws<ArgumentException>(() => blob.Find("", BtfKind.Struct));
    }

    [Fact]
    public void Names_are_UTF_8()
    {
        var builder = new BtfBuilder();
        var id = builder.AddStruct("größe", 0);
        Assert.Equal("größe", builder.Build().GetType(id).Name);
        Assert.Equal(id, builder.Build().Find("größe", BtfKind.Struct));
    }

    [Fact]
    public void Function_is_taken_apart()
    {
        var blob = SampleTypes.All();
        var function = blob.GetFunction(blob.Find("act", BtfKind.Function)!.Value);
        Assert.Equal(("act", BtfLinkage.External, new BtfTypeId(2)), (function.Name, function.Linkage, function.ReturnType));
        Assert.Equal(["first", ""], function.Parameters.Select(p => p.Name));
    }

    [Fact]
    public void Wrong_kind_is_named_with_the_expected_one()
    {
        var blob = SampleTypes.All();
        var failure = Assert.Throws<BtfFormatException>(() => blob.GetFunction(new BtfTypeId(5)));
        Assert.Contains("type 5 (struct packed) is Struct, expected Function", failure.Message, StringComparison.Ordinal);
        Assert.Equal("BTF: type 23 of 22", Assert.Throws<BtfFormatException>(() => blob.GetType(new BtfTypeId(23))).Message);
    }

    public static TheoryData<int, byte[], string> Damage => new()
    {
        { 0, [0xeb, 0x9f], "BTF at byte 0: magic 0x9FEB is that of the other byte order" },
        { 0, [0x7f, 0x45], "BTF at byte 0: magic 0x457F, expected 0xEB9F" },
        { 2, [2], "BTF at byte 2: version 2, expected 1" },
        { 4, [23, 0, 0, 0], "BTF at byte 4: header of 23 bytes, expected 24 to" },
        { 4, [0, 0, 0, 0x80], "BTF at byte 4: header of 2147483648 bytes, expected 24 to" },
        { 8, [0xff, 0xff, 0xff, 0xff], "BTF at byte 8: types at 4294967319 to" },
        { 12, [0xff, 0xff, 0xff, 0xff], "BTF at byte 8: types at 24 to 4294967319, expected within" },
        { 16, [0xff, 0xff, 0xff, 0xff], "BTF at byte 16: strings at 4294967319 to" },
        { 20, [0, 0, 0, 0], "strings of 0 bytes do not start and end with a NUL" },
        { 20, [2, 0, 0, 0], "strings of 2 bytes do not start and end with a NUL" },
        { 12, [15, 0, 0, 0], "BTF at byte 24: type 1 (Integer) has 15 bytes left, expected 16" },
        { 12, [19, 0, 0, 0], "BTF at byte 40: type 2 has 3 bytes left, expected at least 12" },
        { 24, [0xff, 0xff, 0xff, 0xff], "BTF at byte 24: type 1 has its name at 4294967295 of" },
        { 28, [0, 0, 0, 0], "BTF at byte 24: type 1 has kind 0, expected 1 to 19" },
        { 28, [0, 0, 0, 20], "BTF at byte 24: type 1 has kind 20, expected 1 to 19" },
        { 28, [0, 0, 0, 0x21], "BTF at byte 24: type 1 has kind 33, expected 1 to 19" },
        { 28, [0, 0, 1, 4], "bytes left, expected 786444" },
    };

    [Theory]
    [MemberData(nameof(Damage))]
    public void Damage_is_refused_with_place_actual_and_expected(int at, byte[] bytes, string message)
    {
        var damaged = SampleTypes.All().Bytes.ToArray();
        bytes.CopyTo(damaged, at);
        var failure = Assert.Throws<BtfFormatException>(() => BtfBlob.Parse(damaged));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.NotNull(failure.Offset);
    }

    [Fact]
    public void Every_cut_is_refused()
    {
        var whole = SampleTypes.All().Bytes;
        for (int length = 0; length < whole.Length; length++)
            Assert.Throws<BtfFormatException>(() => BtfBlob.Parse(whole[..length]));
    }

    [Fact]
    public void Longer_header_of_a_later_kernel_is_passed_over()
    {
        var old = SampleTypes.All();
        byte[] bytes = [.. old.Bytes.Span[..24], .. new byte[16], .. old.Bytes.Span[24..]];
        bytes[4] = 40;
        Assert.Equal(old.Find("list", BtfKind.Struct), BtfBlob.Parse(bytes).Find("list", BtfKind.Struct));
    }
}
