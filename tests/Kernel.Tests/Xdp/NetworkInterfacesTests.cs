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
        socket.Dump(18, new byte[16], 16, names.Clear, payload => names.Add(LinkMessage.Parse(payload).Name));
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
}
