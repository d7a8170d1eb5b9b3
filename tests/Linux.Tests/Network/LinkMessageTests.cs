using CsCheck;
using Linux.Network;
using static Linux.Tests.Network.NetlinkBytes;

namespace Linux.Tests.Network;

public sealed class LinkMessageTests
{
    [Fact]
    public void Interface_without_a_program_reads_back()
    {
        var read = LinkMessage.Parse(Link(7, 0x1043, Attribute(Name, "eth0"), Attribute(99, 1, 2, 3), Attribute(Mtu, 1500u)));
        Assert.Equal((7, "eth0", (int?)null, true, 1500u), (read.Index, read.Name, read.MasterIndex, read.IsUp, read.Mtu));
        Assert.Empty(read.Attachments);
    }

    [Fact]
    public void Slave_that_is_down_names_its_master()
    {
        var read = LinkMessage.Parse(Link(7, 0x1042, Attribute(Name, "a"), Attribute(Master, 3u)));
        Assert.Equal((3, false), (read.MasterIndex, read.IsUp));
    }

    [Fact]
    public void Other_names_are_read_whatever_else_is_among_the_properties()
    {
        byte[] properties = [.. Attribute(53, "uplink"), .. Attribute(54, 1, 2), .. Attribute(53, new string('x', 127))];
        Assert.Equal(["uplink", new string('x', 127)], LinkMessage.Parse(Link(7, 1, Attribute(52 | 0x8000, properties))).AlternativeNames);
        Assert.Empty(LinkMessage.Parse(Link(7, 1, Attribute(Name, "eth0"))).AlternativeNames);
    }

    [Fact]
    public void List_of_names_that_outgrew_the_length_of_an_attribute_leaves_the_interface_readable()
    {
        // As older kernels send it: 600 names, and a length modulo 65536.
        byte[] names = [.. Enumerable.Range(0, 600).SelectMany(i => Attribute(53, $"{i:d4}{new string('n', 123)}"))];
        var length = (ushort)(4 + names.Length);
        byte[] list = [(byte)length, (byte)(length >> 8), 52, 0x80, .. names];
        var read = LinkMessage.Parse(Link(7, 1, Attribute(Name, "eth0"), Attribute(NestedXdp, [.. Attribute(Attached, 2), .. Attribute(GenericId, 42u)]), list));
        Assert.Equal("eth0", read.Name);
        Assert.Equal([new(XdpMode.Generic, 42)], read.Attachments);
        Assert.StartsWith("0000n", read.AlternativeNames[0], StringComparison.Ordinal);
        Assert.Equal(length / 132, read.AlternativeNames.Count);
    }

    [Fact]
    public void What_may_keep_packets_away_is_read()
    {
        var read = LinkMessage.Parse(Link(7, 0x10009, Attribute(1, 2, 0, 0, 0, 0, 9), Attribute(32, 4u), Attribute(5, 3u), Attribute(37, 2u)));
        Assert.True(read is { HasCarrier: true, IsLoopback: true, ReceiveQueues: 4, LinkIndex: 3, IsLinkElsewhere: true, LinkNamespaceId: 2 });
        Assert.Equal([2, 0, 0, 0, 0, 9], read.HardwareAddress);
        read = LinkMessage.Parse(Link(7, 1));
        Assert.True(read is { HasCarrier: false, IsLoopback: false, ReceiveQueues: null, LinkNamespaceId: null, HardwareAddress: [] });
    }

    [Theory]
    [InlineData(1, NativeId, XdpMode.Native)]
    [InlineData(2, GenericId, XdpMode.Generic)]
    [InlineData(3, OffloadedId, XdpMode.Offloaded)]
    public void Only_program_is_told_with_its_mode(byte attached, ushort attribute, XdpMode mode)
    {
        Assert.Equal([new(mode, 42)], Programs(Attribute(Attached, attached), Attribute(ProgramId, 42u), Attribute(attribute, 42u)));
        // Kernels before 4.19 have the one id alone.
        Assert.Equal([new(mode, 42)], Programs(Attribute(Attached, attached), Attribute(ProgramId, 42u)));
    }

    [Fact]
    public void Several_programs_are_told_with_their_modes() => Assert.Equal(
        [new(XdpMode.Native, 42), new(XdpMode.Generic, 43), new(XdpMode.Offloaded, 44)],
        Programs(Attribute(Attached, 4), Attribute(NativeId, 42u), Attribute(GenericId, 43u), Attribute(OffloadedId, 44u)));

    [Fact]
    public void Nothing_attached_is_no_program() => Assert.Empty(Programs(Attribute(Attached, 0)));

    [Fact]
    public void Mode_of_a_later_kernel_leaves_the_program_visible() =>
        Assert.Equal([new(XdpMode.Unspecified, 42)], Programs(Attribute(Attached, 9), Attribute(ProgramId, 42u)));

    [Theory]
    [InlineData(0, "link message: 0 bytes, expected at least 16")]
    [InlineData(15, "link message: 15 bytes, expected at least 16")]
    [InlineData(18, "attribute: 2 bytes, expected at least 4")]
    [InlineData(20, "attribute: 9 bytes, expected 4 to 4")]
    [InlineData(24, "attribute: 9 bytes, expected 4 to 8")]
    public void Cut_message_is_refused(int length, string message)
    {
        var whole = Link(7, 1, Attribute(Name, "eth0"), Attribute(Mtu, 1500u));
        var failure = Assert.Throws<InvalidDataException>(() => LinkMessage.Parse(whole.AsSpan(0, length)));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Attribute_shorter_than_its_header_is_refused() => Assert.Contains(
        "attribute: 3 bytes, expected 4 to 8",
        Assert.Throws<InvalidDataException>(() => LinkMessage.Parse(Link(1, 0, [3, 0, 3, 0, 0, 0, 0, 0]))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Number_shorter_than_4_bytes_is_refused() => Assert.Contains(
        "a value of 2 bytes, expected 4",
        Assert.Throws<InvalidDataException>(() => LinkMessage.Parse(Link(1, 0, Attribute(Mtu, 1, 2)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Message_tells_all_of_an_interface_or_is_of_another_kind()
    {
        var whole = Link(7, 1, Attribute(Name, "eth0"), Attribute(NestedXdp, Attribute(Attached, 0)));
        Assert.True(LinkMessage.IsWhole(whole));
        byte[] bridgePort = [7, .. whole[1..]]; // AF_BRIDGE
        Assert.False(LinkMessage.IsWhole(bridgePort));
        Assert.False(LinkMessage.IsWhole(Link(7, 1, Attribute(Name, "wlan0"), Attribute(11, 1, 2, 3, 4)))); // IFLA_WIRELESS
        Assert.False(LinkMessage.IsWhole(whole.AsSpan(0, 15)));
    }

    [Fact]
    public void Interface_that_leaves_says_where_to_unless_it_ceases_to_be()
    {
        Assert.True(LinkMessage.IsMove(Link(7, 1, Attribute(45, 3u), Attribute(49, 12u)), out var id, out var index));
        Assert.Equal((3, 12), (id, index));
        Assert.True(LinkMessage.IsMove(Link(7, 1, Attribute(45, uint.MaxValue)), out id, out index));
        Assert.Equal((-1, 0), (id, index));
        Assert.False(LinkMessage.IsMove(Link(7, 1, Attribute(Name, "eth0")), out _, out _));
    }

    [Fact]
    public void Damaged_message_gives_an_answer_or_the_one_exception()
    {
        var whole = Link(7, 1, Attribute(Name, "eth0"), Attribute(Master, 3u), Attribute(NestedXdp,
            [.. Attribute(Attached, 4), .. Attribute(NativeId, 42u), .. Attribute(GenericId, 43u)]), Attribute(Mtu, 1500u));
        Gen.Select(Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[0, 6], Gen.Int[0, whole.Length]).Sample((damage, length) =>
        {
            byte[] bytes = [.. whole];
            foreach (var (at, value) in damage)
                bytes[at] = value;
            try
            {
                LinkMessage.Parse(bytes.AsSpan(0, length));
                LinkMessage.IsWhole(bytes.AsSpan(0, length));
                LinkMessage.IsMove(bytes.AsSpan(0, length), out _, out _);
            }
            catch (InvalidDataException)
            {
            }
        });
    }

    private static IReadOnlyList<XdpAttachment> Programs(params byte[][] attributes) =>
        LinkMessage.Parse(Link(1, 1, Attribute(NestedXdp, [.. attributes.SelectMany(a => a)]))).Attachments;
}
