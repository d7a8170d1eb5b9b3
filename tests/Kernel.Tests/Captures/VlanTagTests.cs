using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>VLAN tags that lie beside the packet when an XDP program sees it: a filter that asks for them cannot do right.</summary>
public sealed class VlanTagTests : NetworkTest
{
    private const string Vlan = "vlan10";

    private bool _hasVlanDevice;

    [Theory]
    [Trait("Needs", "devices")]
    [InlineData("skb", "vlan 10")]
    [InlineData("native", "ether proto 0x8100")]
    public void A_filter_for_tags_behind_a_veth_that_keeps_them_beside_the_packet_is_warned_of_and_the_command_helps(string mode, string filter)
    {
        AddVlanDevice();
        using var without = Capture(Receiver, mode, filter);
        TestNetwork.Shell(
            "nsenter", $"--net={Network.Path}", "ethtool", "-K", Sender, "txvlan", "off", "tx-vlan-stag-hw-insert", "off");
        using var with = Capture(Receiver, mode, filter);

        Assert.Matches(
            @"WARNING: VLAN tags of packets that come through rx0's peer tx0 may lie beside the packet, .*; "
            + @"ethtool -K tx0 txvlan off tx-vlan-stag-hw-insert off leaves them in the packet\n(.|\n)*listening on", without.Errors);
        Assert.Contains("\n0 packets captured\n", without.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("VLAN", with.Errors, StringComparison.Ordinal);
        Assert.Contains("\n2 packets captured\n", with.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not vlan")]
    [InlineData("ether proto 0x88a8")]
    [InlineData("ip or (vlan and ip6)")]
    [InlineData("ether[12:2] & 0xffff = 0x9100")]
    [InlineData("ether[12:4] = 0x8100000a")]
    public void Every_filter_that_asks_for_tags_is_warned_of(string filter)
    {
        using var tool = Capture(Receiver, "skb", filter);
        Assert.Contains("WARNING: VLAN tags ", tool.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("ip")]
    [InlineData("ether host 02:00:00:00:00:01")]
    [InlineData("udp port 33024")]
    public void Others_are_not(params string[] filter)
    {
        using var tool = Capture(Receiver, "skb", filter);
        Assert.DoesNotContain("VLAN", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_peer_in_another_namespace_cannot_be_looked_at_and_is_warned_of()
    {
        using var other = new TestNetwork();
        other.Ip("link", "delete", Sender);
        Network.Ip("link", "set", Sender, "netns", other.Name);
        other.Ip("link", "set", Sender, "up");
        using var tool = XdpdumpProcess.StartCapturing(
            other, "--netns", Network.Name, "-i", Receiver, "--load-xdp-program", "--load-xdp-mode", "skb", "vlan");
        tool.Interrupt();
        Assert.Contains("the peer is in another network namespace, where ethtool -K PEER txvlan off", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bridge_in_skb_mode_gets_packets_without_their_tags_and_no_command_helps()
    {
        Network.Ip("link", "add", "br0", "type", "bridge");
        Network.Ip("link", "set", Receiver, "master", "br0");
        Network.Ip("link", "set", "br0", "up");
        using var tool = Capture("br0", "skb", "vlan");
        Assert.Contains("WARNING: packets that br0 gets through other interfaces have lost their VLAN tags", tool.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("ethtool", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Devices_that_leave_tags_in_the_packet_are_not_warned_of()
    {
        using var tap = new TunDevice(Network, "tap0", isTap: true);
        Network.Ip("link", "set", "lo", "up");
        using var tool = Capture("tap0,lo", "skb", "vlan");
        Assert.DoesNotContain("VLAN", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Needs", "devices")]
    public void Libpcap_handles_tags_itself_so_that_legacy_captures_have_no_warning()
    {
        AddVlanDevice();
        using var tool = StartCapturing("-i", Receiver, "vlan 10");
        SendTagged();
        tool.Interrupt();
        Assert.DoesNotContain("VLAN", tool.Errors, StringComparison.Ordinal);
        Assert.Contains("\n2 packets captured\n", tool.Errors, StringComparison.Ordinal);
    }

    private XdpdumpProcess Capture(string interfaces, string mode, params string[] filter)
    {
        var tool = StartCapturing(["-i", interfaces, "--load-xdp-program", "--load-xdp-mode", mode, .. filter]);
        if (_hasVlanDevice)
            SendTagged();
        tool.Interrupt();
        return tool;
    }

    private void AddVlanDevice()
    {
        try
        {
            Network.Ip("link", "add", "link", Sender, "name", Vlan, "type", "vlan", "id", "10");
        }
        catch (InvalidOperationException refusal) when (refusal.Message.Contains("Unknown device type", StringComparison.Ordinal))
        {
            Assert.Skip($"this kernel has no VLAN devices: {refusal.Message}");
        }

        Network.Ip("link", "set", Vlan, "up");
        _hasVlanDevice = true;
    }

    private void SendTagged() => SendFrom(Network.IndexOf(Vlan), Frames.Plain(60), Frames.Plain(61));
}
