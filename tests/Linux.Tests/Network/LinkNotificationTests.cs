using Linux.Network;
using static Linux.Tests.Network.NetlinkBytes;

namespace Linux.Tests.Network;

/// <summary>What becomes of notifications that no kernel should send.</summary>
public sealed class LinkNotificationTests
{
    private static readonly byte[] s_news = Message(NewLink, Link(7, 1, Attribute(Name, "eth0"), Attribute(NestedXdp, Attribute(Attached, 0))));

    [Theory]
    [InlineData(0, 0xff, 0xff, 0xff, 0x7f)] // the message's length, far beyond its end
    [InlineData(0, 3, 0, 0, 0)]
    [InlineData(32, 2, 0, 3, 0)] // an attribute's, which would never end
    [InlineData(32, 0xff, 0xff, 3, 0)]
    public void What_cannot_be_read_counts_as_missed_and_the_next_is_read(int at, params int[] damage)
    {
        byte[] damaged = [.. s_news];
        for (var i = 0; i < damage.Length; i++)
            damaged[at + i] = (byte)damage[i];
        using var kernel = new FakeKernel(damaged, s_news);
        using var asked = new FakeKernel([0]);
        using var watch = new LinkWatch(kernel.Socket, new LinkQuery(asked.Socket));
        Assert.Equal(
            [(LinkChangeKind.Missed, null), (LinkChangeKind.Changed, 7)],
            watch.Read().Select(change => (change.Kind, change.Interface?.Index)));
        Assert.Empty(watch.Read());
    }

    [Fact]
    public void Flood_is_read_in_portions()
    {
        using var kernel = new FakeKernel([s_news]);
        using var asked = new FakeKernel([0]);
        using var watch = new LinkWatch(kernel.Socket, new LinkQuery(asked.Socket));
        Assert.Single(watch.Read());
        kernel.SendUntilFull(s_news);
        Assert.InRange(watch.Read().Count, 1, 256);
    }

    [Fact]
    public void Other_process_in_the_namespace_is_not_taken_for_the_kernel()
    {
        using var notifications = NetlinkSocket.Open();
        using var asked = NetlinkSocket.Open();
        using var liar = NetlinkSocket.Open();
        using var watch = new LinkWatch(notifications, new LinkQuery(asked));
        Assert.SkipUnless(FakeKernel.TrySend(liar, notifications, s_news), "this takes CAP_NET_ADMIN");
        Assert.True(FakeKernel.TrySend(liar, asked, Message(NewLink, Link(1, 1, Attribute(Name, "forged")), flags: 0)));
        Assert.Empty(watch.Read());
        Assert.Equal("lo", watch.ByIndex(1)!.Name);
    }
}
