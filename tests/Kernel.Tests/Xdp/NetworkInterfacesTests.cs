using Ebpf.Objects;
using Kernel.Tests.Objects;
using Kernel.Tests.Support;
using Linux;
using Linux.Network;

namespace Kernel.Tests.Xdp;

/// <summary>What rtnetlink tells of real interfaces, each test in a network namespace of its own.</summary>
public sealed class NetworkInterfacesTests : NetworkTest
{
    [Theory]
    [InlineData(XdpMode.Native)]
    [InlineData(XdpMode.Generic)]
    public void Program_is_listed_with_its_mode_while_it_is_attached(XdpMode mode)
    {
        using var program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        var left = Find("rx0");
        Assert.Empty(left.Attachments);
        using (Network.Inside(() => BpfLink.AttachXdp(program, left.Index, mode)))
        {
            Assert.Equal([new XdpAttachment(mode, program.GetInfo().Id)], Find("rx0").Attachments);
            Assert.Empty(Find("tx0").Attachments);
        }
        Wait.Until(() => Find("rx0").Attachments.Count == 0, "the program to be detached");
    }

    [Fact]
    public void Unspecified_mode_is_native_where_the_driver_can()
    {
        using var program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        using var link = Network.Inside(() => BpfLink.AttachXdp(program, Network.IndexOf("rx0"), XdpMode.Unspecified));
        Assert.Equal(XdpMode.Native, Assert.Single(Find("rx0").Attachments).Mode);
    }

    [Fact]
    public void Interfaces_are_those_of_the_threads_namespace()
    {
        var inside = Network.Inside(NetworkInterfaces.List);
        Assert.Equal(["lo", "rx0", "tx0"], inside.Select(one => one.Name).Order());
        Assert.Equal(inside.Select(one => one.Index).Order(), inside.Select(one => one.Index));
        Assert.Equal(Network.IndexOf("rx0"), inside.Single(one => one.Name == "rx0").Index);
        Assert.Null(NetworkInterfaces.Find("rx0"));
    }

    [Fact]
    public void Socket_stays_in_the_namespace_it_was_opened_in()
    {
        using var socket = Network.Inside(NetlinkSocket.Open);
        List<string> names = [];
        Assert.True(socket.TryDump(18, new byte[16], 16, payload => names.Add(LinkMessage.Parse(payload).Name)));
        Assert.Contains("rx0", names);
    }

    [Fact]
    public void State_mtu_and_index_are_the_interfaces_own()
    {
        Network.Ip("link", "set", "rx0", "mtu", "1400", "down");
        var left = Find("rx0");
        Assert.Equal((false, 1400u, null), (left.IsUp, left.Mtu, left.MasterIndex));
        Assert.True(Find("tx0").IsUp);
        Assert.Equal("tx0", Find($"{Network.IndexOf("tx0")}").Name);
    }

    [Fact]
    public void Interface_named_like_a_number_is_found_by_its_name_first()
    {
        string number = $"{Network.IndexOf("tx0")}";
        Network.Ip("link", "set", "rx0", "down");
        Network.Ip("link", "set", "rx0", "name", number);
        Assert.Equal(Network.IndexOf(number), Find(number).Index);
        Assert.NotEqual(Network.IndexOf("tx0"), Find(number).Index);
    }

    [Fact]
    public void Slave_names_its_master()
    {
        Network.Ip("link", "add", "above", "type", "bridge");
        Network.Ip("link", "set", "rx0", "master", "above");
        Assert.Equal(Network.IndexOf("above"), Find("rx0").MasterIndex);
        Assert.Null(Find("above").MasterIndex);
    }

    [Fact]
    public void More_interfaces_than_one_read_holds_are_all_listed()
    {
        for (int i = 0; i < 40; i++)
            Network.Ip("link", "add", $"a{i}", "type", "veth", "peer", "name", $"b{i}");
        var all = Network.Inside(NetworkInterfaces.List);
        Assert.Equal(83, all.Count);
        Assert.Equal(83, all.Select(one => one.Name).Distinct().Count());
    }

    [Theory]
    [InlineData(230)]
    [InlineData(260)]
    [InlineData(490)]
    public void Interface_of_very_many_names_hides_neither_itself_nor_others(int count)
    {
        // 128 bytes and a header each: from some 240 on one interface's message is longer than 32 KiB; 64 KiB is the end of the kernel's own.
        using var watch = Network.Inside(LinkWatch.Open);
        watch.Read();
        AddNames(count);
        AddPair("a0", "b0");

        Assert.Equal(["a0", "b0", "lo", Receiver, Sender], Network.Inside(NetworkInterfaces.List).Select(one => one.Name).Order());
        Assert.Equal(count, Find(Receiver).AlternativeNames.Count);
        Assert.Equal(count, watch.ByIndex(Network.ReceiverIndex)!.AlternativeNames.Count);
        var told = new List<LinkChange>();
        while (watch.Read() is { Count: > 0 } more)
            told.AddRange(more);
        // What the kernel has no room for it says it has lost.
        Assert.True(told.Exists(one => one.Kind == LinkChangeKind.Missed) || told.Exists(one => one.Interface!.AlternativeNames.Count == count));
    }

    [Fact]
    public void Alternative_name_leads_to_the_interface()
    {
        const string Long = "a-very-long-alternative-name-of-an-interface";
        foreach (var name in (string[])["uplink", Long, new string('x', 127), "987654", "größer"])
        {
            Network.Ip("link", "property", "add", "dev", Receiver, "altname", name);
            Assert.Equal((Network.ReceiverIndex, Receiver), (Find(name).Index, Find(name).Name));
        }
        Assert.Null(Network.Inside(() => NetworkInterfaces.Find(Long[..^1])));
        Assert.Null(Network.Inside(() => NetworkInterfaces.Find("up")));
    }

    [Fact]
    public void Ports_are_listed_by_their_master()
    {
        AddPair("a0", "b0");
        Network.Ip("link", "add", "above", "type", "bridge");
        Network.Ip("link", "set", "a0", "master", "above");
        Network.Ip("link", "set", Receiver, "master", "above");
        var above = Network.IndexOf("above");
        Assert.Equal(["a0", Receiver], Network.Inside(() => NetworkInterfaces.PortsOf(above)).Select(one => one.Name).Order());
        Assert.Empty(Network.Inside(() => NetworkInterfaces.PortsOf(Network.SenderIndex)));
    }

    [Fact]
    public void Interface_of_another_namespace_is_found_by_that_ones_id()
    {
        using var other = new TestNetwork();
        Network.Ip("netns", "set", other.Name, "77");
        Assert.Equal(Receiver, Network.Inside(() => NetworkInterfaces.ByIndex(other.ReceiverIndex, 77))!.Name);
        Assert.Null(Network.Inside(() => NetworkInterfaces.ByIndex(987_654, 77)));
        Assert.Throws<NetlinkRefusedException>(() => Network.Inside(() => NetworkInterfaces.ByIndex(other.ReceiverIndex, 78)));
    }

    [Fact]
    public void Namespace_that_is_gone_is_named_with_the_reason()
    {
        var gone = new TestNetwork();
        gone.Dispose();
        var failure = Assert.Throws<SystemCallException>(() => gone.Inside(NetworkInterfaces.List));
        Assert.Equal(Errno.ENOENT, failure.Errno);
    }

    private NetworkInterface Find(string nameOrIndex)
    {
        var found = Network.Inside(() => NetworkInterfaces.Find(nameOrIndex));
        Assert.NotNull(found);
        return found;
    }

    private void AddNames(int count)
    {
        var batch = Path.GetTempFileName();
        File.WriteAllLines(batch, Enumerable.Range(0, count).Select(i => $"link property add dev {Receiver} altname {i:d4}{new string('n', 123)}"));
        Network.Ip("-batch", batch);
        File.Delete(batch);
    }
}
