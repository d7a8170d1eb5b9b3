using Ebpf.Btf;

namespace Ebpf.Tests.Btf;

public sealed class BtfMemberTests
{
    private readonly BtfBuilder _builder = new();
    private readonly BtfTypeId _word;

    public BtfMemberTests() => _word = _builder.AddInteger("unsigned int", 4, signed: false);

    [Fact]
    public void Member_lies_at_its_byte_with_its_size()
    {
        _builder.AddStruct("s", 12, Plain("a", _word, 0), Plain("b", _word, 8));
        Assert.Equal(new MemberLocation(8, _word, 4), _builder.Build().FindMember("s", "b"));
    }

    [Fact]
    public void Absent_struct_and_absent_member_are_null()
    {
        _builder.AddStruct("s", 4, Plain("a", _word, 0));
        var blob = _builder.Build();
        Assert.Null(blob.FindMember("t", "a"));
        Assert.Null(blob.FindMember("s", "b"));
        Assert.Null(blob.FindMember("s", "aa"));
    }

    [Fact]
    public void Anonymous_structs_and_unions_are_looked_through_at_any_depth()
    {
        var inner = _builder.AddStruct("", 8, Plain("x", _word, 0), Plain("wanted", _word, 4));
        var middle = _builder.AddUnion("", 8, Plain("y", _word, 0), Plain("", _builder.AddConst(inner), 0));
        _builder.AddStruct("outer", 24, Plain("z", _word, 0), Plain("", _builder.AddTypedef("t", middle), 16));
        Assert.Equal(20u, _builder.Build().FindMember("outer", "wanted")?.Offset);
    }

    [Fact]
    public void Named_struct_is_entered_only_by_its_name()
    {
        var inner = _builder.AddStruct("inner", 8, Plain("pad", _word, 0), Plain("wanted", _word, 4));
        var anonymous = _builder.AddStruct("", 12, Plain("pad2", _word, 0), Plain("held", _builder.AddVolatile(inner), 4));
        _builder.AddStruct("outer", 20, Plain("first", _word, 0), Plain("", anonymous, 8));
        var blob = _builder.Build();
        Assert.Equal(16u, blob.FindMember("outer", "held.wanted")?.Offset);
        Assert.Equal(new MemberLocation(12, new BtfTypeId(3), 8), blob.FindMember("outer", "held"));
        Assert.Null(blob.FindMember("outer", "wanted"));
        Assert.Null(blob.FindMember("outer", "held.absent"));
    }

    [Fact]
    public void Typedef_to_an_anonymous_struct_can_be_searched_by_its_type()
    {
        var name = _builder.AddTypedef("possible_net_t", _builder.AddStruct("", 8, Plain("net", _builder.AddPointer(default), 0)));
        Assert.Equal(8u, _builder.Build().FindMember(name, "net")?.Size);
    }

    [Fact]
    public void Pointer_in_the_path_is_not_followed()
    {
        var inner = _builder.AddStruct("inner", 4, Plain("wanted", _word, 0));
        _builder.AddStruct("outer", 8, Plain("to", _builder.AddPointer(inner), 0));
        Assert.Null(_builder.Build().FindMember("outer", "to.wanted"));
    }

    [Fact]
    public void Union_is_found_where_there_is_no_struct_of_the_name()
    {
        _builder.AddUnion("u", 4, Plain("a", _word, 0));
        Assert.Equal(0u, _builder.Build().FindMember("u", "a")?.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.")]
    [InlineData(".a")]
    [InlineData("a..b")]
    public void Path_with_an_empty_name_is_refused(string path)
    {
        _builder.AddStruct("s", 4, Plain("a", _builder.AddStruct("t", 0), 0));
        Assert.ThrowsAny<ArgumentException>(() => _builder.Build().FindMember("s", path));
    }

    [Theory]
    [InlineData("narrow")]
    [InlineData("aligned")]
    [InlineData("crooked")]
    public void Bit_field_is_refused_by_name(string member)
    {
        _builder.AddStruct("flags", 8, Plain("plain", _word, 0),
            new("narrow", _word, 35, 3), new("aligned", _word, 40, 8), new("crooked", _word, 49));
        var blob = _builder.Build();
        Assert.Equal($"BTF: bit field '{member}' of struct flags cannot be read as bytes",
            Assert.Throws<BtfFormatException>(() => blob.FindMember("flags", member)).Message);
        Assert.Equal(0u, blob.FindMember("flags", "plain")?.Offset);
    }

    [Fact]
    public void Bit_field_within_an_anonymous_struct_is_refused()
    {
        var inner = _builder.AddStruct("", 4, new BtfMember("bit", _word, 8, 1));
        _builder.AddStruct("outer", 4, Plain("", inner, 0));
        Assert.Throws<BtfFormatException>(() => _builder.Build().FindMember("outer", "bit"));
    }

    [Fact]
    public void Bit_field_of_an_old_compiler_is_known_by_its_narrow_integer()
    {
        var three = _builder.AddInteger("unsigned int", 4, encoding: 3);
        var shifted = _builder.AddInteger("unsigned int", 4, encoding: 5u << 16 | 32);
        _builder.AddStruct("s", 8, Plain("narrow", three, 0), Plain("shifted", _builder.AddTypedef("t", shifted), 4));
        var blob = _builder.Build();
        Assert.Throws<BtfFormatException>(() => blob.FindMember("s", "narrow"));
        Assert.Throws<BtfFormatException>(() => blob.FindMember("s", "shifted"));
    }

    [Fact]
    public void Offsets_beyond_24_bits_need_no_bit_fields()
    {
        _builder.AddStruct("large", 0x2000_0000, Plain("far", _word, 0x1000_0000));
        Assert.Equal(0x1000_0000u, _builder.Build().FindMember("large", "far")?.Offset);
        Assert.Throws<ArgumentException>(
            () => _builder.AddStruct("mixed", 0x2000_0000, Plain("far", _word, 0x1000_0000), new("bit", _word, 0, 1)));
    }

    [Fact]
    public void Structs_that_hold_themselves_end_the_search()
    {
        // Entered at every turn, these two would be looked at 2^n times.
        var (first, second) = (_builder.Next, new BtfTypeId(_builder.Next.Value + 1));
        _builder.AddStruct("", 8, Plain("", second, 0), Plain("", second, 4), Plain("", first, 0));
        _builder.AddStruct("", 8, Plain("", first, 0), Plain("", first, 4), Plain("", second, 0));
        Assert.Null(_builder.Build().FindMember(first, "absent"));
    }

    [Fact]
    public void Long_chain_of_anonymous_structs_does_not_exhaust_the_stack()
    {
        const int Depth = 200_000;
        var type = _builder.AddStruct("", 4, Plain("deep", _word, 0));
        for (int i = 0; i < Depth; i++)
            type = _builder.AddStruct("", 4, Plain("", type, 0));
        Assert.Equal(0u, _builder.Build().FindMember(type, "deep")?.Offset);
    }

    [Fact]
    public void Long_chain_that_many_members_share_is_refused_at_once()
    {
        // Followed to its end for each member, it would take half a minute.
        const int Many = 60_000;
        var type = _builder.AddStruct("", 4, Plain("deep", _word, 0));
        for (int i = 0; i < Many; i++)
            type = _builder.AddTypedef("t", type);
        _builder.AddStruct("s", 4, [.. Enumerable.Repeat(Plain("", type, 0), Many)]);
        Assert.Contains("more than 256 typedefs",
            Assert.Throws<BtfFormatException>(() => _builder.Build().FindMember("s", "absent")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Typedefs_in_a_circle_are_refused()
    {
        var start = _builder.AddTypedef("a", new BtfTypeId(_builder.Next.Value + 1));
        _builder.AddConst(start);
        var blob = _builder.Build();
        Assert.Contains(
            "stands for itself", Assert.Throws<BtfFormatException>(() => blob.Resolve(start)).Message, StringComparison.Ordinal);
        Assert.Contains("holds itself", Assert.Throws<BtfFormatException>(() => blob.SizeOf(start)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Array_of_itself_is_refused()
    {
        var array = _builder.AddArray(_builder.Next, _word, 1);
        Assert.Contains(
            "holds itself", Assert.Throws<BtfFormatException>(() => _builder.Build().SizeOf(array)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_are_those_of_C()
    {
        var pointer = _builder.AddPointer(_word);
        var matrix = _builder.AddArray(_builder.AddTypedef("row", _builder.AddArray(pointer, _word, 3)), _word, 5);
        var flexible = _builder.AddArray(_word, _word, 0);
        var tagged = _builder.AddTypeTag("user", _builder.AddEnum("e", 1, false));
        var variable = _builder.AddVariable("v", _builder.AddUnion("u", 24), BtfLinkage.Global);
        var blob = _builder.Build();
        Assert.Equal([4u, 8, 120, 0, 1, 24], new[] { _word, pointer, matrix, flexible, tagged, variable }.Select(blob.SizeOf));
    }

    [Fact]
    public void What_has_no_size_is_refused()
    {
        var forward = _builder.AddForward("f");
        var prototype = _builder.AddFunctionPrototype(default);
        var huge = _builder.AddArray(_builder.AddArray(_word, _word, 0x10000), _word, 0x10000);
        var large = _builder.AddArray(_word, _word, 0x40000000);
        var blob = _builder.Build();
        Assert.Contains("(void) is Void, expected a kind that has a size",
            Assert.Throws<BtfFormatException>(() => blob.SizeOf(default)).Message, StringComparison.Ordinal);
        Assert.All([forward, prototype, huge, large], id => Assert.Throws<BtfFormatException>(() => blob.SizeOf(id)));
    }

    private static BtfMember Plain(string name, BtfTypeId type, uint offset) => new(name, type, checked(offset * 8));
}
