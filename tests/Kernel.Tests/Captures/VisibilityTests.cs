using Kernel.Tests.Support;
using Linux.Network;

namespace Kernel.Tests.Captures;

/// <summary>A capture that will not see what one may look for says so when it begins.</summary>
[Collection("captures")]
public sealed class VisibilityTests : NetworkTest
{
    [Fact]
    public void Interface_that_is_down_and_one_without_a_carrier_are_named()
    {
        AddPair("rx1", "tx1");
        AddPair("rx2", "tx2");
        Network.Ip("link", "set", "rx1", "down");
        Network.Ip("link", "set", "tx2", "down");
        var said = Warnings("-i", $"{Receiver},rx1,rx2", "--load-xdp-program");

        Assert.Contains("rx1 is down, so that nothing is captured until it is up: ip link set rx1 up", said, StringComparison.Ordinal);
        Assert.Contains("rx2 has no carrier, so that nothing is captured until it has: its peer tx2 is down", said, StringComparison.Ordinal);
        Assert.DoesNotContain("rx0 is down", said, StringComparison.Ordinal);
        Assert.DoesNotContain("rx0 has no carrier", said, StringComparison.Ordinal);
        Assert.DoesNotContain("rx1 has no carrier", said, StringComparison.Ordinal);
        // And it goes on when there is one.
        using var tool = StartCapturing("-i", "rx2", "--load-xdp-program");
        Network.Ip("link", "set", "tx2", "up");
        SendFrom(Network.IndexOf("tx2"), Frames.Plain(60));
        tool.WaitForLines(1);
    }

    [Fact]
    public void Loopback_and_a_bridge_whose_port_is_up_are_not()
    {
        Network.Ip("link", "set", "lo", "up");
        Network.Ip("link", "add", "above", "type", "bridge");
        Network.Ip("link", "set", Receiver, "master", "above");
        Network.Ip("link", "set", "above", "up");
        Wait.Until(() => Network.Interface("above").HasCarrier, "the bridge to have a carrier");
        Assert.DoesNotContain("carrier", Warnings("-i", "lo,above"), StringComparison.Ordinal);
        Network.Ip("link", "set", Receiver, "nomaster");
        Assert.Contains("above has no carrier, so that nothing is captured until it has: a cable may be out", Warnings("-i", "above"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3", "3")]
    [InlineData("0-3,4", "4")]
    [InlineData("1,7-9", "7-9")]
    [InlineData("0-63", null)] // some of them are there
    public void Queues_that_it_does_not_have_are_named(string list, string? missing)
    {
        MakeNetwork(queues: 2);
        var said = Warnings("-i", Receiver, "--load-xdp-program", "--rx-queue", list);
        if (missing is null)
            Assert.DoesNotContain("receive queue", said, StringComparison.Ordinal);
        else
            Assert.Contains($"rx0 has 2 receive queues, numbered from 0: --rx-queue {missing} asks for what no packet comes by", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Queues_that_it_could_have_are_told_apart()
    {
        MakeNetwork(queues: 4);
        TestNetwork.Shell("nsenter", $"--net={Network.Path}", "ethtool", "-L", Receiver, "rx", "1");
        Assert.Contains(
            "rx0 has 1 receive queue now, numbered from 0: --rx-queue 2 asks for what no packet comes by until ethtool -L rx0 gives it more",
            Warnings("-i", Receiver, "--load-xdp-program", "--load-xdp-mode", "skb", "--rx-queue", "2"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("src host 192.0.2.7", "192.0.2.7", Receiver)]
    [InlineData("udp and src 192.0.2.7", "192.0.2.7", Receiver)]
    [InlineData("ether src 02:00:00:00:00:17", "02:00:00:00:00:17", Receiver)]
    [InlineData("src host 192.0.2.9", "192.0.2.9", "above")] // the bridge's, which it is a port of
    [InlineData("src host 192.0.2.8", null, null)] // the peer's
    [InlineData("src host 192.0.2.7 or arp", null, null)]
    [InlineData("dst host 192.0.2.7", null, null)]
    public void Filter_that_asks_for_what_the_interface_itself_sends_is_named(string filter, string? address, string? owner)
    {
        Network.Ip("link", "set", Receiver, "address", "02:00:00:00:00:17");
        Network.Ip("address", "add", "192.0.2.7/24", "dev", Receiver);
        Network.Ip("address", "add", "192.0.2.8/24", "dev", Sender);
        Network.Ip("link", "add", "above", "type", "bridge");
        Network.Ip("address", "add", "192.0.2.9/24", "dev", "above");
        Network.Ip("link", "set", Receiver, "master", "above");

        var said = Warnings("-i", Receiver, "--load-xdp-program", filter);
        if (address is null)
            Assert.DoesNotContain("own address", said, StringComparison.Ordinal);
        else
            Assert.Contains($"the filter wants packets from {address}, which is {owner}'s own address: rx0 sends those", said, StringComparison.Ordinal);
        // libpcap has what is sent too.
        Assert.DoesNotContain("own address", Warnings("-i", Receiver, filter), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("macvlan")]
    [InlineData("macvtap")]
    [InlineData("bridge")]
    public void Program_below_an_interface_without_one_is_named(string kind)
    {
        using var program = Attach(mode: XdpMode.Generic);
        if (kind == "bridge")
        {
            Network.Ip("link", "add", "above", "type", kind);
            Network.Ip("link", "set", Receiver, "master", "above");
        }
        else
        {
            Network.Ip("link", "add", "link", Receiver, "name", "above", "type", kind);
        }

        Network.Ip("link", "set", "above", "up");
        var title = $"{program.Spec.FunctionName}@{program.Program.GetInfo().Id}";
        var words = $"rx0, below above, has XDP program {title}, which sees packets first and may keep them: -i rx0 captures there";
        Assert.Contains(words, Warnings("-i", "above"), StringComparison.Ordinal);
        Assert.Contains(words, Warnings("-i", "above", "--load-xdp-program", "--load-xdp-mode", "skb"), StringComparison.Ordinal);
        Assert.DoesNotContain("below", Warnings("-i", Sender), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "devices")]
    public void Program_below_a_vlan_device_is_named_also_by_who_has_an_unrelated_one_beside_it()
    {
        using var program = Attach(mode: XdpMode.Generic);
        Network.Ip("link", "add", "link", Receiver, "name", "above", "type", "vlan", "id", "5");
        Network.Ip("link", "add", "link", Sender, "name", "beside", "type", "vlan", "id", "5");
        Network.Ip("link", "set", "above", "up");
        Network.Ip("link", "set", "beside", "up");
        var said = Warnings("-i", "above,beside");
        Assert.Contains("rx0, below above, has XDP program", said, StringComparison.Ordinal);
        Assert.DoesNotContain("below beside", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_below_in_another_namespace_is_named_where_that_may_be_asked()
    {
        using var elsewhere = new TestNetwork();
        using var program = TargetProgram.On(elsewhere, null, XdpMode.Generic);
        elsewhere.Ip("link", "add", "link", Receiver, "name", "above", "type", "macvlan");
        elsewhere.Ip("link", "set", "above", "netns", Network.Name);
        Network.Ip("link", "set", "above", "up");
        Assert.Contains("rx0, below above in the network namespace with id ", Warnings("-i", "above"), StringComparison.Ordinal);
    }

    /// <summary>What it says until it captures.</summary>
    private string Warnings(params string[] words)
    {
        using var tool = StartCapturing(words);
        tool.Interrupt();
        return tool.Errors;
    }
}
