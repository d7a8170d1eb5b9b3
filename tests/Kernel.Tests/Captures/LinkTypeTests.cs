using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Devices that are not Ethernet: their packets are framed and filtered as what they are.</summary>
public sealed class LinkTypeTests : NetworkTest
{
    private const string Tun = "tun0", Tap = "tap0";
    private const int Ethernet = 1, RawIp = 101, Unknown = 147;
    private const ushort Can = 280, Ppp = 512, None = 0xfffe; // ARPHRD_ numbers

    /// <summary>An IPv4 header, a UDP header with destination port 7001, four bytes.</summary>
    private static readonly byte[] s_packet =
        Convert.FromHexString("4500002000000000" + "40110000" + "0a090001" + "0a090002" + "1388" + "1b59" + "000c0000" + "01020304");

    [Fact]
    [Trait("Kernels", "all")]
    public void A_tun_device_is_raw_IP_in_both_kinds_of_file()
    {
        using var tun = new TunDevice(Network, Tun);
        var (pcapng, pcap) = (Folder.File("a.pcapng"), Folder.File("a.pcap"));
        using var first = Start(Tun, "-w", pcapng, "-c", "1");
        tun.Receive(s_packet);
        first.WaitForExit();
        using var second = Start(Tun, "--use-pcap", "-w", pcap, "-c", "1");
        tun.Receive(s_packet);
        second.WaitForExit();

        Assert.Equal(RawIp, CaptureFile.Read(pcapng).Interfaces.Single().LinkType);
        Assert.Equal(s_packet, CaptureFile.Read(pcapng).Packets.Single().Data);
        Assert.Equal(RawIp, (int)PcapFile.Read(pcap).Header.LinkType);
        Assert.DoesNotContain("link type", first.Errors + second.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ip", 3)]
    [InlineData("udp port 7001 and ip[20:2] = 5000", 3)]
    [InlineData("ether proto 0x800", 3)]
    [InlineData("ip6", 0)]
    [InlineData("not udp", 0)]
    public void A_filter_on_a_tun_device_counts_from_the_IP_header(string filter, int matches)
    {
        using var tun = new TunDevice(Network, Tun);
        using var tool = Start(Tun, filter);
        for (var i = 0; i < 3; i++)
            tun.Receive(s_packet);
        tool.Interrupt();

        Assert.EndsWith($"\n{matches} packets captured\n0 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ether host 02:00:00:00:00:01")]
    [InlineData("vlan 10")]
    public void What_there_is_in_Ethernet_only_is_refused_by_the_name_of_the_interface(string filter)
    {
        using var tun = new TunDevice(Network, Tun);
        using var tool = Run($"{Receiver},{Tun}", filter);

        Assert.Equal(1, tool.ExitCode);
        Assert.StartsWith(
            $"ERROR: filter '{filter}' on tun0, whose packets are of link type RAW and begin with an IP header: ", tool.Errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_tap_device_and_the_loopback_interface_are_Ethernet()
    {
        using var tap = new TunDevice(Network, Tap, isTap: true);
        Network.Ip("link", "set", "lo", "up");
        var path = Folder.File("a.pcapng");
        using var tool = Start($"{Tap},lo", "-w", path, "-c", "2", "ether proto 0x88b5 or icmp");
        tap.Receive(Frames.Plain(60));
        Network.Inside(() =>
        {
            using var socket = new System.Net.Sockets.UdpClient();
            socket.Send([1], "127.0.0.1", 7001); // nobody listens there: an ICMP message comes back
        });
        tool.WaitForExit();

        Assert.All(CaptureFile.Read(path).Interfaces, one => Assert.Equal(Ethernet, one.LinkType));
        Assert.Equal([0u, 1u], CaptureFile.Read(path).Packets.Select(packet => packet.InterfaceId).Order());
        Assert.DoesNotContain("link type", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_link_types_in_one_file_are_told_beforehand_and_refused_for_classic_pcap()
    {
        using var tun = new TunDevice(Network, Tun);
        var path = Folder.File("a.pcapng");
        string both = $"{Receiver},{Tun}";
        using var refused = Run(both, "--use-pcap", "-w", Folder.File("a.pcap"));
        using var tool = Start(both, "-w", path, "-c", "2", "ether proto 0x88b5 or udp or ip[9] = 17");
        Send(Frames.Plain(60));
        tun.Receive(s_packet);
        tool.WaitForExit();

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--use-pcap: all packets of a classic pcap file have one link type, and rx0 has EN10MB, tun0 has RAW;", refused.Errors);
        Assert.Matches(@"WARNING: packets of several link types .*\(rx0 has EN10MB, tun0 has RAW\).*tcpdump(.|\n)*listening on", tool.Errors);
        Assert.Equal([Ethernet, RawIp], CaptureFile.Read(path).Interfaces.Select(one => (int)one.LinkType));
        Assert.Equal([s_packet.Length, 60], CaptureFile.Read(path).Packets.Select(packet => packet.Data.Length).Order());
    }

    [Fact]
    public void A_type_that_is_not_known_is_written_as_such_and_has_no_filters()
    {
        using var tun = new TunDevice(Network, Tun);
        tun.Retype(Can);
        var path = Folder.File("a.pcapng");
        using var refused = Run(Tun, "ip");
        using var tool = Start(Tun, "-w", path, "-c", "1");
        tun.Receive(s_packet);
        tool.WaitForExit();

        Assert.Contains("tun0 is a device of type 280 (ARPHRD_ in linux/if_arp.h), and it is not known what its packets begin with", refused.Errors);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("WARNING: it is not known what packets of tun0 begin with, a device of type 280", tool.Errors);
        Assert.Equal(Unknown, CaptureFile.Read(path).Interfaces.Single().LinkType);
        Assert.Equal(s_packet, CaptureFile.Read(path).Packets.Single().Data);
    }

    [Fact]
    public void An_interface_whose_type_changes_is_followed_under_its_new_link_type()
    {
        using var tun = new TunDevice(Network, Tun);
        var path = Folder.File("a.pcapng");
        using var tool = Start(Tun, "-w", path, "-c", "2");
        tun.Receive(s_packet);
        tun.Retype(Ppp); // as raw as before
        tun.Retype(Can);
        tool.WaitFor(() => tool.Errors.Contains("now capturing at", StringComparison.Ordinal), "the new programs");
        tun.Receive(s_packet);
        tool.WaitForExit();

        Assert.Contains("\ntun0: its packets are of link type USER0 from now on, since it is not known what they begin with\n", tool.Errors, StringComparison.Ordinal);
        Assert.Contains("WARNING: packets of several link types go into one capture (tun0 has RAW, tun0 has USER0)", tool.Errors, StringComparison.Ordinal);
        Assert.Equal([RawIp, Unknown], CaptureFile.Read(path).Interfaces.Select(one => (int)one.LinkType));
        Assert.Equal([0u, 1u], CaptureFile.Read(path).Packets.Select(packet => packet.InterfaceId));
    }

    [Fact]
    public void A_filter_that_the_new_link_type_has_no_answer_to_ends_capture_there_in_words_until_it_has_one_again()
    {
        using var tun = new TunDevice(Network, Tun);
        using var tool = Start(Tun, "udp");
        tun.Retype(Can);
        tool.WaitFor(() => tool.Errors.Contains("nothing is captured there", StringComparison.Ordinal), "the refusal");
        tun.Receive(s_packet);
        tun.Retype(None);
        tool.WaitFor(() => tool.Errors.Contains("its link type changed; now capturing at", StringComparison.Ordinal), "the program once more");
        tun.Receive(s_packet);
        tool.WaitForLines(1);
        tool.Interrupt();

        Assert.Contains("its link type changed, and nothing is captured there until it changes again: tun0 is a device of type 280",
            tool.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("was detached", tool.Errors, StringComparison.Ordinal);
        Assert.EndsWith("\n1 packets captured\n0 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void The_filter_is_printed_for_the_interface_that_is_named()
    {
        using var tun = new TunDevice(Network, Tun);
        using var raw = RunToEnd("-d", "-i", Tun, "ip");
        using var ethernet = RunToEnd("-d", "-i", Receiver, "ip");
        using var both = RunToEnd("-d", "-i", $"{Tun},{Receiver}", "ip");

        Assert.StartsWith("(000) ldb      [0]\n(001) and      #0xf0", raw.Output, StringComparison.Ordinal);
        Assert.StartsWith("(000) ldh      [12]\n", ethernet.Output, StringComparison.Ordinal);
        Assert.Contains("-d prints one filter", both.Errors, StringComparison.Ordinal);
    }

    private XdpdumpProcess Start(string interfaces, params string[] words) =>
        StartCapturing(["-i", interfaces, "--load-xdp-program", "--load-xdp-mode", "skb", .. words]);

    private XdpdumpProcess Run(string interfaces, params string[] words) =>
        RunToEnd(["-i", interfaces, "--load-xdp-program", "--load-xdp-mode", "skb", .. words]);
}
