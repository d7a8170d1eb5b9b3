using Ebpf.Objects;
using Ebpf.Sys;
using Ebpf.Xdp;
using Kernel.Tests.Objects;

namespace Kernel.Tests.Xdp;

/// <summary>What rtnetlink tells of real interfaces, each test in a network namespace of its own.</summary>
public sealed class NetworkInterfacesTests
{
    [Theory]
    [InlineData(XdpMode.Native)]
    [InlineData(XdpMode.Generic)]
    public void Program_is_listed_with_its_mode_while_it_is_attached(XdpMode mode)
    {
        using var network = new VirtualNetwork();
        using var program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        var left = Find(network, "left");
        Assert.Empty(left.Attachments);
        using (network.Run(() => BpfLink.AttachXdp(program, left.Index, mode)))
        {
            Assert.Equal([new XdpAttachment(mode, program.GetInfo().Id)], Find(network, "left").Attachments);
            Assert.Empty(Find(network, "right").Attachments);
        }
        Assert.Empty(Find(network, "left").Attachments);
    }

    [Fact]
    public void Unspecified_mode_is_native_where_the_driver_can()
    {
        using var network = new VirtualNetwork();
        using var program = BpfProgram.Load(Samples.Answer(Samples.Pass), Samples.NoMaps);
        using var link = network.Run(() => BpfLink.AttachXdp(program, network.IndexOf("left"), XdpMode.Unspecified));
        Assert.Equal(XdpMode.Native, Assert.Single(Find(network, "left").Attachments).Mode);
    }

    [Fact]
    public void Interfaces_are_those_of_the_threads_namespace()
    {
        using var network = new VirtualNetwork();
        var inside = network.Run(NetworkInterfaces.List);
        Assert.Equal(["left", "lo", "right"], inside.Select(one => one.Name).Order());
        Assert.Equal(inside.Select(one => one.Index).Order(), inside.Select(one => one.Index));
        Assert.Equal(network.IndexOf("left"), inside.Single(one => one.Name == "left").Index);
        Assert.Null(NetworkInterfaces.Find("left"));
    }

    [Fact]
    public void Socket_stays_in_the_namespace_it_was_opened_in()
    {
        using var network = new VirtualNetwork();
        using var socket = network.Run(NetlinkSocket.Open);
        List<string> names = [];
        socket.Dump(18, new byte[16], 16, names.Clear, payload => names.Add(LinkMessage.Parse(payload).Name));
        Assert.Contains("left", names);
    }

    [Fact]
    public void State_mtu_and_index_are_the_interfaces_own()
    {
        using var network = new VirtualNetwork();
        network.Run(() => network.Ip("link", "set", "left", "mtu", "1400", "down"));
        var left = Find(network, "left");
        Assert.Equal((false, 1400u, null), (left.IsUp, left.Mtu, left.MasterIndex));
        Assert.True(Find(network, "right").IsUp);
        Assert.Equal("right", Find(network, $"{network.IndexOf("right")}").Name);
    }

    [Fact]
    public void Interface_named_like_a_number_is_found_by_its_name_first()
    {
        using var network = new VirtualNetwork();
        string number = $"{network.IndexOf("right")}";
        network.Run(() => network.Ip("link", "set", "left", "down"));
        network.Run(() => network.Ip("link", "set", "left", "name", number));
        Assert.Equal(network.IndexOf(number), Find(network, number).Index);
        Assert.NotEqual(network.IndexOf("right"), Find(network, number).Index);
    }

    [Fact]
    public void Slave_names_its_master()
    {
        using var network = new VirtualNetwork();
        network.Run(() => network.Ip("link", "add", "above", "type", "bridge"));
        network.Run(() => network.Ip("link", "set", "left", "master", "above"));
        Assert.Equal(network.IndexOf("above"), Find(network, "left").MasterIndex);
        Assert.Null(Find(network, "above").MasterIndex);
    }

    [Fact]
    public void More_interfaces_than_one_read_holds_are_all_listed()
    {
        using var network = new VirtualNetwork();
        for (int i = 0; i < 40; i++)
            network.Run(() => network.Ip("link", "add", $"a{i}", "type", "veth", "peer", "name", $"b{i}"));
        var all = network.Run(NetworkInterfaces.List);
        Assert.Equal(83, all.Count);
        Assert.Equal(83, all.Select(one => one.Name).Distinct().Count());
    }

    [Fact]
    public void Namespace_that_is_gone_is_named_with_the_reason()
    {
        var network = new VirtualNetwork();
        network.Dispose();
        var failure = Assert.Throws<SystemCallException>(() => network.Run(NetworkInterfaces.List));
        Assert.Equal(Errno.ENOENT, failure.Errno);
    }

    private static NetworkInterface Find(VirtualNetwork network, string nameOrIndex)
    {
        var found = network.Run(() => NetworkInterfaces.Find(nameOrIndex));
        Assert.NotNull(found);
        return found;
    }
}
