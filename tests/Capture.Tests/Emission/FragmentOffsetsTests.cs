using Capture.Emission;

namespace Capture.Tests.Emission;

/// <summary>Where kernels keep the buffers behind the first, from types as they were and are.</summary>
public sealed class FragmentOffsetsTests
{
    [Fact]
    public void A_kernel_whose_fragments_are_skb_frags_is_understood()
    {
        Assert.Equal(Samples.FragmentOffsets, FragmentOffsets.From(Types.Recent().Build(), out var missing));
        Assert.Null(missing);
    }

    [Fact]
    public void A_kernel_whose_fragments_are_bio_vecs_is_understood()
    {
        var kernel = new Types { Fragment = ["bv_page", "bv_len", "bv_offset"], FragmentName = "bio_vec" }.Build();
        Assert.Equal(Samples.FragmentOffsets, FragmentOffsets.From(kernel, out _));
    }

    [Fact]
    public void Fields_within_anonymous_unions_are_found() =>
        Assert.Equal(Samples.FragmentOffsets, FragmentOffsets.From(new Types { Nested = true }.Build(), out _));

    [Theory]
    [InlineData(1u)]
    [InlineData(45u)]
    [InlineData(128u)]
    public void The_number_of_fragments_is_the_kernels_own(uint maximum) =>
        Assert.Equal((int)maximum, FragmentOffsets.From(new Types { Maximum = maximum }.Build(), out _)!.Maximum);

    [Theory]
    [InlineData(320u, 320)]
    [InlineData(312u, 320)]
    [InlineData(321u, 384)]
    public void The_shared_info_begins_on_a_cache_line(uint size, int expected) =>
        Assert.Equal(expected, FragmentOffsets.From(new Types { SharedInfoSize = size }.Build(), out _)!.SharedInfoSize);

    [Fact]
    public void A_kernel_without_the_flags_has_none()
    {
        Assert.False(FragmentOffsets.Exist(new Types { Without = "flags" }.Build()));
        Assert.True(FragmentOffsets.Exist(Types.Recent().Build()));
    }

    [Theory]
    [InlineData("data_hard_start", "xdp_buff.data_hard_start")]
    [InlineData("frame_sz", "xdp_buff.frame_sz")]
    [InlineData("nr_frags", "skb_shared_info.nr_frags")]
    [InlineData("xdp_frags_size", "skb_shared_info.xdp_frags_size")]
    [InlineData("frags", "skb_shared_info.frags")]
    [InlineData("netmem", "skb_frag.netmem")]
    [InlineData("len", "skb_frag.len")]
    [InlineData("offset", "skb_frag.offset")]
    [InlineData("page", "page")]
    [InlineData("skb_shared_info", "skb_shared_info")]
    [InlineData("XDP_FLAGS_HAS_FRAGS", "XDP_FLAGS_HAS_FRAGS")]
    public void What_is_missing_is_named(string without, string expected)
    {
        Assert.Null(FragmentOffsets.From(new Types { Without = without }.Build(), out var missing));
        Assert.Equal(expected, missing);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(129u)]
    public void A_number_of_fragments_that_no_kernel_has_is_not_believed(uint maximum)
    {
        Assert.Null(FragmentOffsets.From(new Types { Maximum = maximum }.Build(), out var missing));
        Assert.Equal("skb_shared_info.frags", missing);
    }

    [Fact]
    public void A_field_of_another_size_is_not_believed()
    {
        Assert.Null(FragmentOffsets.From(new Types { CountSize = 2 }.Build(), out var missing));
        Assert.Equal("skb_shared_info.nr_frags", missing);
    }
}
