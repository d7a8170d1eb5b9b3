using Ebpf.Objects;
using Kernel.Tests.Objects;
using Kernel.Tests.Support;
using Linux.Files;
using Linux.Network;

namespace Kernel.Tests.Xdp;

/// <summary>What is told of interfaces that change, on a thread that is not in their namespace.</summary>
public sealed class LinkWatchTests : NetworkTest
{
    private readonly LinkWatch _watch;

    public LinkWatchTests()
    {
        _watch = Network.Inside(LinkWatch.Open);
        _watch.Read();
    }

    public override void Dispose()
    {
        _watch.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Nothing_is_told_while_nothing_changes()
    {
        Assert.Empty(_watch.Read());
        Assert.False(IsReadable());
    }

    [Fact]
    public void Interface_that_goes_down_and_up_is_told()
    {
        Network.Ip("link", "set", Receiver, "down");
        Assert.True(IsReadable());
        Assert.False(Last(LinkChangeKind.Changed, Network.ReceiverIndex).IsUp);
        Network.Ip("link", "set", Receiver, "up");
        Assert.True(Last(LinkChangeKind.Changed, Network.ReceiverIndex).IsUp);
    }

    [Fact]
    public void New_name_is_told()
    {
        Network.Ip("link", "set", Receiver, "down");
        Network.Ip("link", "set", Receiver, "name", "other");
        Assert.Equal("other", Last(LinkChangeKind.Changed, Network.ReceiverIndex).Name);
    }

    [Fact]
    public void Interfaces_that_are_made_and_removed_are_told()
    {
        Network.Ip("link", "add", "a0", "type", "veth", "peer", "name", "b0");
        var index = Network.IndexOf("a0");
        Assert.Equal("a0", Last(LinkChangeKind.Changed, index).Name);
        Network.Ip("link", "delete", "a0");
        var gone = _watch.Read().Where(change => change.Kind == LinkChangeKind.Deleted).Select(change => change.Interface!.Name);
        Assert.Equal(["a0", "b0"], gone.Order());
        Assert.Null(_watch.ByIndex(index));
    }

    [Theory]
    [InlineData("xdpdrv", XdpMode.Native)]
    [InlineData("xdpgeneric", XdpMode.Generic)]
    public void Program_attached_and_detached_by_netlink_is_told(string word, XdpMode mode)
    {
        using var program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        var id = program.GetInfo().Id;
        Bpftool("attach", word, "id", $"{id}", "dev", Receiver);
        Assert.Equal([new XdpAttachment(mode, id)], Last(LinkChangeKind.Changed, Network.ReceiverIndex).Attachments);
        Bpftool("detach", word, "dev", Receiver);
        Assert.Empty(Last(LinkChangeKind.Changed, Network.ReceiverIndex).Attachments);
    }

    [Fact]
    public void Program_attached_by_a_link_is_seen_by_asking()
    {
        using var program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        using (Network.Inside(() => BpfLink.AttachXdp(program, Network.ReceiverIndex, XdpMode.Generic)))
            Assert.Equal([new XdpAttachment(XdpMode.Generic, program.GetInfo().Id)], _watch.ByIndex(Network.ReceiverIndex)!.Attachments);
        Wait.Until(() => _watch.ByIndex(Network.ReceiverIndex)!.Attachments.Count == 0, "the program to be detached");
    }

    [Fact]
    public void Interface_that_moves_is_told_with_where_it_went()
    {
        using var other = new TestNetwork();
        using var program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        var id = program.GetInfo().Id;
        Bpftool("attach", "xdpgeneric", "id", $"{id}", "dev", Receiver);
        Network.Ip("netns", "set", other.Name, "77");
        // The index is taken over there, so it gets another.
        Assert.Equal(Network.ReceiverIndex, other.ReceiverIndex);
        Network.Ip("link", "set", Receiver, "name", "wanderer", "netns", other.Name);

        var moved = _watch.Read().Single(change => change.Kind == LinkChangeKind.Moved);
        Assert.Equal(Network.ReceiverIndex, moved.Interface!.Index);
        Assert.Equal(other.IndexOf("wanderer"), moved.NewIndex);
        Assert.Equal(77, moved.NewNamespaceId);
        Assert.Equal([new XdpAttachment(XdpMode.Generic, id)], moved.Interface.Attachments);
        Assert.Equal(moved.Interface.Attachments, other.Interface("wanderer").Attachments);
        Assert.Null(_watch.ByIndex(Network.ReceiverIndex));
    }

    [Fact]
    public void Interface_that_leaves_a_bridge_is_not_gone()
    {
        Network.Ip("link", "add", "bridge0", "type", "bridge");
        Network.Ip("link", "set", Receiver, "master", "bridge0");
        Network.Ip("link", "set", Receiver, "nomaster");
        var changes = _watch.Read();
        Assert.NotEmpty(changes);
        Assert.All(changes, change => Assert.Equal(LinkChangeKind.Changed, change.Kind));
    }

    [Fact]
    public void More_changes_than_the_kernel_keeps_are_told_as_missed()
    {
        var batch = Path.GetTempFileName();
        File.WriteAllLines(batch, Enumerable.Range(0, 2000).Select(i => $"link set {Receiver} mtu {1000 + i % 2}"));
        Network.Ip("-batch", batch);
        File.Delete(batch);
        Assert.Contains(new LinkChange(LinkChangeKind.Missed, null), _watch.Read());
        // And it goes on.
        Network.Ip("link", "set", Receiver, "down");
        Assert.False(Last(LinkChangeKind.Changed, Network.ReceiverIndex).IsUp);
    }

    [Fact]
    public void One_interface_is_asked_about_in_the_namespace_of_the_watch()
    {
        var sender = _watch.ByIndex(Network.SenderIndex)!;
        Assert.Equal((Network.SenderIndex, Sender, true, "veth"), (sender.Index, sender.Name, sender.IsUp, sender.Kind));
        Assert.Null(_watch.ByIndex(987_654));
        Assert.Null(_watch.ByIndex(0));
        Assert.Null(_watch.ByIndex(-1));
        Assert.Equal(Sender, Network.Inside(() => NetworkInterfaces.ByIndex(Network.SenderIndex))!.Name);
    }

    [Fact]
    public void Asking_allocates_little_more_than_the_answer()
    {
        _watch.ByIndex(Network.SenderIndex);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            _watch.ByIndex(Network.SenderIndex);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 100;
        Assert.InRange(each, 1, 1024);
    }

    private bool IsReadable() => Poll.Wait([new PollEntry(_watch.Handle, PollEvents.In)], timeoutMilliseconds: 0) > 0;

    /// <summary>The interface as the last change told of it: ip(8) has ended, so the kernel has told it all.</summary>
    private NetworkInterface Last(LinkChangeKind kind, int index) =>
        _watch.Read().Last(change => change.Kind == kind && change.Interface!.Index == index).Interface!;

    private void Bpftool(params string[] words) =>
        TestNetwork.Shell("nsenter", [$"--net={Network.Path}", "bpftool", "net", .. words]);
}
