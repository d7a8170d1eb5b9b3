using Linux.Network;
using static Linux.Tests.Network.NetlinkBytes;

namespace Linux.Tests.Network;

/// <summary>Something is asked to be done, and refused: struct nlmsgerr and its attributes (linux/netlink.h).</summary>
public sealed class NetlinkChangeTests
{
    private const ushort Capped = 0x100, HasAttributes = 0x200; // NLM_F_CAPPED, NLM_F_ACK_TLVS
    private const ushort Text = 1, Offset = 2; // NLMSGERR_ATTR_MSG, _OFFS

    private static readonly byte[] s_words = Attribute(Text, "veth: no");

    [Fact]
    public void What_is_done_is_acknowledged()
    {
        using var kernel = new FakeKernel(Refusal(0, Capped));
        kernel.Socket.Change(LinkMessage.Set, [1, 2, 3, 4]);
        var request = Assert.Single(kernel.Requests);
        Assert.Equal([19, 0, 5, 0], request[4..8]); // RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK
        Assert.Equal([1, 2, 3, 4], request[16..]);
    }

    [Fact]
    public void A_refusal_has_its_words()
    {
        var refusal = Refused(Refusal(-22, Capped | HasAttributes, s_words));
        Assert.Equal((Errno.EINVAL, "veth: no"), (refusal.Errno, refusal.Words));
        Assert.Equal("veth: no", Refused(Refusal(-22, Capped | HasAttributes, [.. Attribute(Offset, 1u), .. s_words])).Words);
    }

    [Fact]
    public void A_refusal_without_words_has_none()
    {
        Assert.Null(Refused(Refusal(-95, Capped)).Words);
        Assert.Null(Refused(Refusal(-95, Capped | HasAttributes)).Words);
        Assert.Null(Refused(Refusal(-95, Capped | HasAttributes, Attribute(Offset, 1u))).Words);
        Assert.Null(Refused(Refusal(-95, Capped | HasAttributes, Attribute(Text, ""))).Words);
    }

    [Fact]
    public void Words_that_are_cut_are_no_words()
    {
        for (var length = 1; length < s_words.Length - 3; length++)
        {
            using var kernel = new FakeKernel(Message(Error, [.. Payload(-22), .. s_words[..length]], flags: Capped | HasAttributes));
            var failure = Assert.Throws<SystemCallException>(() => kernel.Socket.Change(LinkMessage.Set, []));
            Assert.Equal(Errno.EBADMSG, failure.Errno);
        }
    }

    [Fact]
    public void A_program_is_attached_where_there_is_none_and_taken_off_where_it_is_the_one()
    {
        const uint Generic = 2;
        byte[] none = [0xff, 0xff, 0xff, 0xff];
        Assert.Equal(
            Attribute(NestedXdp, [.. Attribute(1, 77u), .. Attribute(3, Generic | 1)]), XdpOf(LinkRequest.Attach(5, 77, Generic)));
        Assert.Equal(
            Attribute(NestedXdp, [.. Attribute(1, none), .. Attribute(3, Generic | 1 << 4), .. Attribute(8, 77u)]),
            XdpOf(LinkRequest.Detach(5, 77, Generic)));
        Assert.Equal(Word(5), LinkRequest.Attach(5, 77, Generic)[4..8]);
    }

    /// <summary>Behind struct ifinfomsg and the extension mask.</summary>
    private static byte[] XdpOf(byte[] request) => request[(16 + 8)..];

    private static NetlinkRefusedException Refused(byte[] answer)
    {
        using var kernel = new FakeKernel(answer);
        return Assert.Throws<NetlinkRefusedException>(() => kernel.Socket.Change(LinkMessage.Set, []));
    }

    private static byte[] Refusal(int error, ushort flags, params byte[] attributes) =>
        Message(Error, [.. Payload(error), .. attributes], flags: flags);

    /// <summary>The errno, and the header of the request.</summary>
    private static byte[] Payload(int error) => [.. Word(error), .. new byte[16]];
}
