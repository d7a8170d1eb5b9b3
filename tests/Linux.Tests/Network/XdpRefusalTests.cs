using Linux.Network;

namespace Linux.Tests.Network;

/// <summary>What the kernel says of a refused XDP program, as it says it: struct nlmsgerr and its attributes (linux/netlink.h).</summary>
public sealed class XdpRefusalTests
{
    private const byte HasAttributes = 2; // NLM_F_ACK_TLVS is 0x200: in the second byte of the flags

    [Fact]
    public void Words_are_the_message_of_the_answer() =>
        Assert.Equal((false, "veth: no"), XdpRefusal.Parse(Answer(-22, HasAttributes, [13, 0, 1, 0, .. "veth: no\0"u8, 0, 0, 0])));

    [Fact]
    public void An_answer_without_words_has_none()
    {
        Assert.Equal((false, null), XdpRefusal.Parse(Answer(-95, 0, [])));
        Assert.Equal((false, null), XdpRefusal.Parse(Answer(-95, HasAttributes, [8, 0, 2, 0, 1, 0, 0, 0]))); // an offset
        Assert.Equal((true, null), XdpRefusal.Parse(Answer(0, 0, [])));
    }

    [Fact]
    public void An_answer_that_is_cut_is_no_answer()
    {
        var whole = Answer(-22, HasAttributes, [13, 0, 1, 0, .. "veth: no\0"u8]);
        for (var length = 0; length < 20 + 16; length++)
            Assert.Equal((false, null), XdpRefusal.Parse(whole.AsSpan(0, length)));
        for (var length = 20 + 17; length < whole.Length; length++)
            Assert.Throws<InvalidDataException>(() => XdpRefusal.Parse(whole.AsSpan(0, length)));
    }

    private static byte[] Answer(int error, byte flags, byte[] attributes) =>
    [
        .. new byte[5], 0, 0, flags, .. new byte[8], // the header, of which only the flags are looked at
        .. BitConverter.GetBytes(error), .. new byte[16], .. attributes,
    ];
}
