using Kernel.Tests.Support;
using PacketFiles;

namespace Kernel.Tests.Captures;

/// <summary>Capture through libpcap where no XDP program is: what comes out.</summary>
public sealed class LegacyTests : NetworkTest
{
    private static readonly byte[][] s_frames =
        [.. new[] { 14, 15, 16, 17, 60, 64, 1514 }.Select(length => Frames.Plain(length, (byte)length))];

    [Fact]
    public void A_line_is_printed_for_each_packet_after_a_warning_and_a_banner()
    {
        using var tool = Start("-c", "2");
        Send(Frames.Plain(60), Frames.Plain(61));
        tool.WaitForExit();

        Assert.Equal(0, tool.ExitCode);
        Assert.Matches(
            @"^\d{10}\.\d{6}: packet size 60 bytes on if_name ""rx0""\n\d{10}\.\d{6}: packet size 61 bytes on if_name ""rx0""\n$",
            tool.Output);
        Assert.StartsWith("WARNING: Specified interface does not have an XDP program loaded, ", tool.Errors, StringComparison.Ordinal);
        Assert.Contains(" --load-xdp-program ", tool.Errors, StringComparison.Ordinal);
        Assert.EndsWith(
            "\nlistening on rx0, link-type EN10MB (Ethernet), capture size 262144 bytes\n\n2 packets captured\n0 packets dropped by ring\n",
            tool.Errors, StringComparison.Ordinal);
        Assert.Empty(Network.Interface(Receiver).Attachments);
    }

    [Fact]
    public void Hex_listing_follows_the_line()
    {
        using var tool = Start("-x", "-s", "18", "-c", "1");
        Send(Frames.Plain(20, (byte)'A'));
        tool.WaitForExit();

        var lines = tool.Output.Split('\n');
        Assert.Matches(@"^\d{10}\.\d{6}: packet size 20 bytes, captured 18 bytes on if_name ""rx0""$", lines[0]);
        Assert.Equal("  0x0000:  ff ff ff ff ff ff 02 00 00 00 00 01 88 b5 41 41  ..............AA", lines[1]);
        Assert.Equal("  0x0010:  41 41                                            AA", lines[2]);
        Assert.Contains(", capture size 18 bytes\n", tool.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(16)]
    public void A_pcapng_file_has_the_interface_and_its_packets_to_the_byte(int? snapLength)
    {
        var path = Folder.File("a.pcapng");
        using var tool = Start(["-w", path, "-c", $"{s_frames.Length}", .. Length(snapLength)]);
        Send(s_frames);
        tool.WaitForExit();

        var file = CaptureFile.Read(path);
        Assert.Equal(0, tool.ExitCode);
        var description = file.Interfaces.Single();
        Assert.Equal(
            (Receiver, (ushort)1, (byte)9, (uint)(snapLength ?? 0)),
            (description.Name, description.LinkType, description.TimestampResolution, description.SnapLength));
        Assert.StartsWith("driver: \"veth\"", description.Hardware, StringComparison.Ordinal);
        Kept(snapLength, file.Packets);
        Assert.All(file.Packets, packet => Assert.Equal((null, null, null, null), (packet.Id, packet.Queue, packet.Verdict, packet.Flags)));
        Assert.Equal(((ulong?)s_frames.Length, 0ul), (file.Statistics.Single().Received, file.Statistics.Single().Dropped));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(16)]
    public void A_pcap_file_has_nanoseconds_and_the_packets_to_the_byte(int? snapLength)
    {
        var path = Folder.File("a.pcap");
        using var tool = Start(["--use-pcap", "-w", path, "-c", $"{s_frames.Length}", .. Length(snapLength)]);
        Send(s_frames);
        tool.WaitForExit();

        var file = PcapFile.Read(path);
        Assert.Equal(0, tool.ExitCode);
        Assert.Equal(
            new PcapFileHeader { LinkType = 1, SnapLength = (uint)(snapLength ?? 262144), Precision = TimestampPrecision.Nanoseconds },
            file.Header);
        Kept(snapLength, file.Packets);
    }

    [Theory]
    [InlineData("a.pcapng")]
    [InlineData("a.pcap", "--use-pcap")]
    public void Others_read_the_file(string name, params string[] words)
    {
        var path = Folder.File(name);
        using var tool = Start(["-w", path, "-c", $"{s_frames.Length}", .. words]);
        Send(s_frames);
        tool.WaitForExit();

        var lines = TestNetwork.Shell("tcpdump", "-r", path, "-n", "-e").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(s_frames.Length, lines.Count(line => line.Contains("ethertype Unknown (0x88b5)", StringComparison.Ordinal)));
        Assert.Equal(
            s_frames.Select(frame => $"{frame.Length}"),
            TestNetwork.Shell("tshark", "-r", path, "-T", "fields", "-e", "frame.len").Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var report = TestNetwork.Shell("capinfos", path);
        Assert.Matches($@"Number of packets: +{s_frames.Length}\b", report);
        Assert.Matches("Strict time order: +True", report);
        Assert.Matches("File encapsulation: +Ethernet", report);
    }

    [Fact]
    public void A_file_tells_the_host_and_that_there_was_no_program()
    {
        var path = Folder.File("a.pcapng");
        using var tool = Start("-w", path, "-c", "1");
        Send(Frames.Plain(60));
        tool.WaitForExit();

        var report = TestNetwork.Shell("capinfos", path);
        Assert.Contains("Capture was taken on interface rx0, with no XDP program loaded", report, StringComparison.Ordinal);
        Assert.Matches(@"Capture application: +xdpdump v", report);
        Assert.Matches(@"Capture oper-sys: +Linux ", report);
    }

    [Fact]
    public void Time_stamps_are_of_nanoseconds_and_in_order()
    {
        var path = Folder.File("a.pcapng");
        using var tool = Start("-w", path, "-c", "50");
        Send(Enumerable.Range(0, 50).Select(number => Frames.Numbered(60, (uint)number)));
        tool.WaitForExit();

        var stamps = CaptureFile.Read(path).Packets.Select(packet => packet.Timestamp).ToList();
        Assert.Equal(stamps.Order(), stamps);
        Assert.Contains(stamps, stamp => stamp % 1000 != 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--use-pcap")]
    public void A_pipe_into_tcpdump_shows_packets_while_the_capture_runs(string option)
    {
        using var tool = StartShell($"$XDPDUMP -i {Receiver} {option} -w - | tcpdump -r - -n -l");
        tool.WaitForBanner();
        for (var sent = 1; sent <= 3; sent++)
        {
            Send(Frames.Plain(60));
            tool.WaitFor(() => tool.Output.Split("88b5").Length == sent + 1, $"packet {sent}");
        }

        TestNetwork.Shell("pkill", "-INT", "-P", $"{tool.Id}", "xdpdump");
        tool.WaitForExit();
        Assert.Equal(0, tool.ExitCode);
        Assert.Contains("\n3 packets captured\n0 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_ends_the_capture_with_exactly_that_many_packets()
    {
        var path = Folder.File("a.pcapng");
        using var tool = Start("-w", path, "-c", "10");
        Send(Enumerable.Range(0, 100).Select(number => Frames.Numbered(64, (uint)number)));
        tool.WaitForExit();

        Assert.Equal(0, tool.ExitCode);
        Assert.EndsWith("\n\n10 packets captured\n0 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
        Assert.Equal(
            Enumerable.Range(0, 10).Select(number => Frames.Numbered(64, (uint)number)),
            CaptureFile.Read(path).Packets.Select(packet => packet.Data));
    }

    [Fact]
    public void Both_ways_are_captured_as_the_stack_sees_them()
    {
        using var tool = Start("-c", "2");
        Send(Frames.Plain(60));
        tool.WaitForLines(1);
        SendFrom(Network.ReceiverIndex, Frames.Plain(61));
        tool.WaitForExit();

        Assert.Contains("packet size 61 bytes on if_name \"rx0\"", tool.Output, StringComparison.Ordinal);
    }

    private XdpdumpProcess Start(params string[] words) => StartCapturing(["-i", Receiver, .. words]);

    private static string[] Length(int? snapLength) => snapLength is { } given ? ["-s", $"{given}"] : [];

    private static void Kept(int? snapLength, List<CapturedPacket> packets)
    {
        Assert.Equal(s_frames.Select(frame => (uint)frame.Length), packets.Select(packet => packet.OriginalLength));
        Assert.Equal(s_frames.Select(frame => frame.Take(snapLength ?? frame.Length)), packets.Select(packet => packet.Data));
    }
}
