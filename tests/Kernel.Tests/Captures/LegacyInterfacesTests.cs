using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Several interfaces, interfaces of other kinds, and what happens to interfaces while libpcap captures on them.</summary>
public sealed class LegacyInterfacesTests : NetworkTest
{
    /// <summary>An IPv4 header and four bytes, of a protocol that is for experiments (RFC 3692).</summary>
    private static readonly byte[] s_packet = Convert.FromHexString("4500001800000000" + "40fd0000" + "0a090001" + "0a090002" + "01020304");

    [Fact]
    public void Several_interfaces_are_captured_on_at_once_each_by_its_name()
    {
        string[] words = ["-i", $"{Receiver},{Sender}", "-i", $"{Network.ReceiverIndex}", "-c", "4"];
        using var tool = StartCapturing(words);
        Send(Frames.Plain(60), Frames.Plain(61));
        tool.WaitForExit();

        Assert.Equal(0, tool.ExitCode);
        Assert.Contains(
            "listening on rx0, link-type EN10MB (Ethernet); on tx0, link-type EN10MB (Ethernet), capture size 262144 bytes\n",
            tool.Errors, StringComparison.Ordinal);
        foreach (var (name, size) in new[] { (Receiver, 60), (Receiver, 61), (Sender, 60), (Sender, 61) })
            Assert.Contains($": packet size {size} bytes on if_name \"{name}\"\n", tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Several_interfaces_have_one_description_each_in_a_file_and_their_packets_in_the_order_of_time()
    {
        var path = Folder.File("a.pcapng");
        using var tool = StartCapturing("-i", $"{Receiver},{Sender}", "-w", path, "-c", "200");
        // What comes while the tool stands still is all there to be put in order when it goes on.
        tool.Signal("STOP");
        Send(Enumerable.Range(0, 100).Select(number => Frames.Numbered(60, (uint)number)));
        Thread.Sleep(200);
        tool.Signal("CONT");
        tool.WaitForExit();

        var file = CaptureFile.Read(path);
        Assert.Equal([Receiver, Sender], file.Interfaces.Select(one => one.Name));
        Assert.Equal([(ulong?)100, 100], file.Statistics.Select(one => one.Received));
        for (var id = 0u; id < 2; id++)
        {
            Assert.Equal(
                Enumerable.Range(0, 100).Select(number => Frames.Numbered(60, (uint)number)),
                file.Packets.Where(packet => packet.InterfaceId == id).Select(packet => packet.Data));
        }

        Assert.Equal(file.Packets.Select(packet => packet.Timestamp).Order(), file.Packets.Select(packet => packet.Timestamp));
    }

    [Fact]
    public void An_interface_without_a_link_layer_has_its_own_link_type()
    {
        var (pcapng, pcap) = (Folder.File("a.pcapng"), Folder.File("a.pcap"));
        using var tun = new TunDevice(Network, "tun0");
        using var first = StartCapturing("-i", "tun0", "-w", pcapng, "-c", "1");
        using var second = StartCapturing("-i", "tun0", "--use-pcap", "-w", pcap, "-c", "1");
        tun.Receive(s_packet);
        first.WaitForExit();
        second.WaitForExit();

        const int RawIp = 101;
        Assert.Contains("listening on tun0, link-type RAW (Raw IP), capture size", first.Errors, StringComparison.Ordinal);
        Assert.Equal(RawIp, CaptureFile.Read(pcapng).Interfaces.Single().LinkType);
        Assert.Equal(s_packet, CaptureFile.Read(pcapng).Packets.Single().Data);
        Assert.Equal(RawIp, PcapFile.Read(pcap).Header.LinkType);
        Assert.Equal(s_packet, PcapFile.Read(pcap).Packets.Single().Data);
        Assert.Equal("10.9.0.1", TestNetwork.Shell("tshark", "-r", pcap, "-T", "fields", "-e", "ip.src").Trim());
    }

    [Fact]
    public void Interfaces_of_two_link_types_go_into_pcapng_but_not_into_one_pcap_file()
    {
        using var tun = new TunDevice(Network, "tun0");
        var path = Folder.File("a");
        using var refused = RunToEnd("-i", $"{Receiver},tun0", "--use-pcap", "-w", path);

        Assert.Equal(1, refused.ExitCode);
        Assert.EndsWith(
            "ERROR: --use-pcap: all packets of a classic pcap file have one link type, and rx0 has EN10MB, tun0 has RAW; "
            + "leave --use-pcap out\n",
            refused.Errors, StringComparison.Ordinal);
        Assert.False(File.Exists(path));

        using var tool = StartCapturing("-i", $"{Receiver},tun0", "-w", path, "-c", "1");
        tun.Receive(s_packet);
        tool.WaitForExit();

        Assert.Equal([1, 101], CaptureFile.Read(path).Interfaces.Select(one => (int)one.LinkType));
        var packet = CaptureFile.Read(path).Packets.Single();
        Assert.Equal(1u, packet.InterfaceId);
        Assert.Equal(s_packet, packet.Data);
    }

    [Fact]
    public void An_interface_in_another_network_namespace_is_captured_on_from_here()
    {
        using var elsewhere = new TestNetwork();
        using var tool = XdpdumpProcess.StartCapturing(elsewhere, "--netns", Network.Name, "-i", Receiver, "-c", "1");
        FrameSender.Send(elsewhere, Frames.Plain(61));
        Send(Frames.Plain(60));
        tool.WaitForExit();

        Assert.Equal(0, tool.ExitCode);
        Assert.Contains("packet size 60 bytes on if_name \"rx0\"", tool.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Going_down_and_coming_up_is_said_and_capture_goes_on()
    {
        using var tool = StartCapturing("-i", Receiver);

        Network.Ip("link", "set", Receiver, "down");
        tool.WaitToSay("rx0: the interface went down");
        Network.Ip("link", "set", Receiver, "up");
        tool.WaitToSay("rx0: the interface is up");
        Send(Frames.Plain(60));
        tool.WaitForLines(1);
        tool.Interrupt();

        Assert.Equal(0, tool.ExitCode);
    }

    [Fact]
    public void A_program_that_comes_while_capturing_is_told_of()
    {
        using var tool = StartCapturing("-i", Receiver);
        using var target = Attach();
        tool.WaitToSay("rx0: an XDP program was attached; capture goes on in legacy mode, which sees what that program passes on");
        Send(Frames.Plain(60));
        tool.WaitForLines(1);
        tool.Interrupt();

        Assert.Equal(0, tool.ExitCode);
    }

    [Theory]
    [InlineData(false, "removed")]
    [InlineData(true, "moved to another network namespace")]
    public void An_interface_that_is_gone_ends_the_capture_with_an_error_and_a_whole_file(bool moves, string how)
    {
        using var other = new TestNetwork();
        using var file = new TracedFile();
        using var tool = StartCapturing("-i", Receiver, "-w", file.Path);
        Send(Frames.Plain(60), Frames.Plain(61));

        if (moves)
            Network.Ip("link", "set", Receiver, "netns", other.Name, "name", "moved0");
        else
            Network.Ip("link", "delete", Receiver);
        tool.WaitForExit();
        file.Read();

        Assert.Equal(1, tool.ExitCode);
        Assert.EndsWith(
            $"\n2 packets captured\n0 packets dropped by ring\nERROR: interface rx0 is gone: it was {how}; what was captured is kept\n",
            tool.Errors, StringComparison.Ordinal);
        Assert.Equal([60u, 61u], file.Packets.Select(packet => packet.OriginalLength));
        Assert.Equal(2ul, Assert.Single(file.Statistics).Received);
    }

    [Fact]
    public void One_of_two_interfaces_may_go_and_the_other_is_captured_on()
    {
        using var tun = new TunDevice(Network, "tun0");
        using var tool = StartCapturing("-i", $"tun0,{Receiver}");
        tun.Receive(s_packet);
        Send(Frames.Plain(60));
        tool.WaitForLines(2);

        tun.Dispose();
        tool.WaitToSay("tun0: the interface is gone, it was removed; the others are still captured on");
        Send(Frames.Plain(62));
        tool.WaitForLines(3);
        tool.Interrupt();

        Assert.Equal(0, tool.ExitCode);
        Assert.Contains($"packet size {s_packet.Length} bytes on if_name \"tun0\"", tool.Output, StringComparison.Ordinal);
        Assert.Contains("packet size 62 bytes on if_name \"rx0\"", tool.Output, StringComparison.Ordinal);
    }
}
