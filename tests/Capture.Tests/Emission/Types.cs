using Ebpf.Btf;

namespace Capture.Tests.Emission;

/// <summary>A kernel's types around packets in several buffers, as <see cref="Samples.FragmentOffsets"/> has them unless told otherwise.</summary>
internal sealed class Types
{
    private readonly BtfBuilder _builder = new();

    /// <summary>The member, structure or value to leave out.</summary>
    public string Without { get; init; } = "";

    /// <summary>MAX_SKB_FRAGS.</summary>
    public uint Maximum { get; init; } = 17;

    /// <summary>sizeof(struct skb_shared_info).</summary>
    public uint SharedInfoSize { get; init; } = 320;

    /// <summary>Bytes of nr_frags.</summary>
    public uint CountSize { get; init; } = 1;

    /// <summary>Whether fields lie in anonymous unions of anonymous structures, as in Linux 7.</summary>
    public bool Nested { get; init; }

    /// <summary>Names of a fragment's members: page, length, offset.</summary>
    public string[] Fragment { get; init; } = ["netmem", "len", "offset"];

    public string FragmentName { get; init; } = "skb_frag";

    public static Types Recent() => new();

    public BtfBlob Build()
    {
        var word = _builder.AddInteger("unsigned long", 8, signed: false);
        var half = _builder.AddInteger("unsigned int", 4, signed: false);
        var small = _builder.AddInteger("small", CountSize, signed: false);
        Struct("page", 64, ("flags", word, 0));

        var fragment = _builder.AddTypedef("skb_frag_t", Struct(
            FragmentName, 16, (Fragment[0], word, 0), (Fragment[1], half, 8), (Fragment[2], half, 12)));
        var fragments = _builder.AddArray(fragment, half, Maximum);
        Struct("skb_shared_info", SharedInfoSize, ("nr_frags", small, 2), Field("xdp_frags_size", half, 40), ("frags", fragments, 48));

        Struct("xdp_buff", 56, ("data_hard_start", word, 24), Field("frame_sz", half, 48), Field("flags", half, 52));
        BtfEnumValue[] values = [new("XDP_FLAGS_HAS_FRAGS", 1), new("XDP_FLAGS_FRAGS_PF_MEMALLOC", 2)];
        _builder.AddEnum("xdp_buff_flags", 4, signed: false, [.. values.Where(value => value.Name != Without)]);
        return _builder.Build();
    }

    private (string Name, BtfTypeId Type, uint At) Field(string name, BtfTypeId type, uint at) => Nested && name != Without
        ? ("", _builder.AddUnion("", 4, new BtfMember("", _builder.AddStruct("", 4, new BtfMember(name, type, 0)), 0)), at)
        : (name, type, at);

    private BtfTypeId Struct(string name, uint size, params (string Name, BtfTypeId Type, uint At)[] members) => _builder.AddStruct(
        name == Without ? "other" : name, size,
        [.. members.Where(member => member.Name.Length == 0 || member.Name != Without).Select(member => new BtfMember(member.Name, member.Type, member.At * 8))]);
}
