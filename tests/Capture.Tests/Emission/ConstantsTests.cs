using Capture.Emission;
using Capture.Reasons;
using Capture.Records;
using Ebpf.Asm;
using Ebpf.Btf;
using Xdpdump.Sentences;

namespace Capture.Tests.Emission;

/// <summary>What differs from capture to capture stands in the programs as constants.</summary>
public sealed class ConstantsTests
{
    private static readonly RingLayout Layout = new(2, 1 << 16, 96);

    private static readonly ProgramSettings Settings = new(Layout) { Processor = TargetProcessor.X64 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_ifindex_is_compared_with_a_constant(bool untyped)
    {
        var listing = Entry(untyped, 1234);
        Assert.Single(Lines(listing), line => line.Contains("!= 0x4d2 goto", StringComparison.Ordinal));
        Assert.DoesNotContain("members", listing, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Hooks_that_interfaces_share_look_them_up_under_the_groups_number(bool untyped)
    {
        var listing = Entry(untyped, 0x111, looksUp: true);
        Assert.Single(Lines(listing), line => line.EndsWith($"*(u32 *)(r10 -60) = {0x111}", StringComparison.Ordinal));
        Assert.Contains("members", listing, StringComparison.Ordinal);
        Assert.DoesNotContain("members", Entry(untyped, 0x111), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_network_namespace_is_compared_with_a_constant(bool untyped)
    {
        var context = untyped ? GoldenListingTests.Untyped(7) : GoldenListingTests.Typed(7);
        var code = CaptureProgram.Entry(context, Settings, 0, PacketRole.Alone);
        Assert.Single(code.Instructions, instruction => instruction.Immediate == unchecked((int)Samples.Namespace));
    }

    [Theory]
    [InlineData(96u)]
    [InlineData(262144u)]
    public void The_snapshot_length_is_a_constant(uint snapLength)
    {
        var settings = Settings with { Layout = new RingLayout(1, 1 << 20, snapLength) };
        var code = CaptureProgram.Entry(GoldenListingTests.Typed(7), settings, 0, PacketRole.Alone);
        Assert.Equal(2, code.Instructions.Count(instruction => instruction.Immediate == snapLength));
    }

    [Fact]
    public void The_map_of_memory_is_a_constant()
    {
        var access = new FragmentAccess(Samples.FragmentOffsets, Samples.DirectMap);
        var words = CaptureProgram.Entry(GoldenListingTests.Typed(access, 7), Settings, 0, PacketRole.Alone).Instructions
            .Select(instruction => unchecked((uint)instruction.Immediate)).ToList();
        Assert.Single(words, (uint)(Samples.DirectMap.PageStructs >> 32));
        Assert.Single(words, (uint)(Samples.DirectMap.Pages >> 32));
    }

    [Fact]
    public void The_slot_stands_where_the_reader_puts_the_records_interface()
    {
        var code = CaptureProgram.Exit(GoldenListingTests.Typed(7), Settings, 1, PacketRole.Outermost);
        Assert.Single(code.Instructions, instruction =>
            instruction.Destination == Register.R8 && instruction.Offset == RecordLayout.InterfaceId && instruction.Immediate == 1);
    }

    [Fact]
    public void Only_the_three_maps_of_a_capture_are_referred_to()
    {
        foreach (var code in (BpfCode[])[
            CaptureProgram.Entry(GoldenListingTests.Typed(7), Settings, 0, PacketRole.Outermost),
            CaptureProgram.Exit(GoldenListingTests.Untyped(7), Settings, 1, PacketRole.Outermost),
            CaptureProgram.Own(Settings, 0, 1)])
        {
            Assert.Equal(
                [RingAccess.ControlMap, RingAccess.DoorbellMap, RingAccess.RingsMap],
                code.MapReferences.Select(reference => reference.MapName).Distinct().Order());
        }
    }

    [Fact]
    public void Offsets_are_the_kernels_own()
    {
        var builder = new BtfBuilder();
        var word = builder.AddInteger("u64", 8, signed: false);
        var half = builder.AddInteger("u32", 4, signed: false);
        var common = builder.AddStruct("ns_common", 24, [new BtfMember("inum", half, 16 * 8)]);
        builder.AddStruct("net", 256, [new BtfMember("ns", common, 120 * 8)]);
        var possible = builder.AddStruct("possible_net_t", 8, [new BtfMember("net", word, 0)]);
        builder.AddStruct("net_device", 512, [new BtfMember("ifindex", half, 224 * 8), new BtfMember("nd_net", possible, 280 * 8)]);
        builder.AddStruct("xdp_rxq_info", 64, [new BtfMember("dev", word, 16 * 8), new BtfMember("queue_index", half, 24 * 8)]);
        builder.AddStruct("xdp_buff", 64, [new BtfMember("data", word, 0), new BtfMember("data_end", word, 64), new BtfMember("rxq", word, 32 * 8)]);
        Assert.Equal(Samples.Offsets, XdpBuffOffsets.From(builder.Build()));
    }

    [Fact]
    public void A_kernel_without_one_of_the_fields_is_named_with_it()
    {
        var builder = new BtfBuilder();
        builder.AddStruct("xdp_buff", 8, [new BtfMember("data", builder.AddInteger("u64", 8, signed: false), 0)]);
        var failure = Assert.Throws<CaptureException>(() => XdpBuffOffsets.From(builder.Build()));
        Assert.StartsWith("this kernel's BTF has no xdp_buff.data_end,", Sentence.Of(failure), StringComparison.Ordinal);
    }

    private static string Entry(bool untyped, int number, bool looksUp = false)
    {
        var context = untyped ? GoldenListingTests.Untyped(number, looksUp) : GoldenListingTests.Typed(number, looksUp);
        return CaptureProgram.Entry(context, Settings with { LooksUp = looksUp }, 0, PacketRole.Alone).ToListing();
    }

    private static string[] Lines(string listing) => listing.Split('\n');
}
