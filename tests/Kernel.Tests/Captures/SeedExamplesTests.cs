using System.Globalization;
using System.Text.RegularExpressions;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Every example of the article that this tool began with, typed as it is there (but for the interface's name).</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Needs", "freplace")]
public sealed class SeedExamplesTests : IClassFixture<SeedNetwork>
{
    private const string Receiver = TestNetwork.Receiver;

    private readonly SeedNetwork _seed;

    public SeedExamplesTests(SeedNetwork seed)
    {
        Requires.Fentry();
        Requires.Freplace();
        _seed = seed;
    }

    /// <summary>The article's packet, an ARP announcement, and how it is printed there.</summary>
    private static byte[] ArticlePacket { get; } = Convert.FromHexString(
        "ffffffffffff0002d11947bd08060001" + "0800060400010002d11947bdac1001cb"
        + "ffffffffffffac1001cb000000000000" + "0000e0000000050000000400");

    [Fact]
    public void Interfaces_are_listed_with_their_programs()
    {
        using var tool = XdpdumpProcess.RunToEnd(_seed.Network, "-D");
        var (dispatcher, filter) = _seed.Programs;

        Assert.Equal((0, ""), (tool.ExitCode, tool.Errors));
        Assert.Matches(@"(?m)^lo +<No XDP program loaded!>$", tool.Output);
        Assert.Matches(
            $@"(?m)^{Receiver} +xdp_dispatcher +native +{dispatcher.Id} +{dispatcher.Tag} *\n"
            + $@" => +10 +xdpfilt_alw_all +{filter.Id} +{filter.Tag} +XDP_PASS *$", tool.Output);
    }

    [Fact]
    public void A_packet_is_printed_in_hex_at_entry_and_at_exit()
    {
        const string Hex = """
              0x0000:  ff ff ff ff ff ff 00 02 d1 19 47 bd 08 06 00 01  ..........G.....
              0x0010:  08 00 06 04 00 01 00 02 d1 19 47 bd ac 10 01 cb  ..........G.....
              0x0020:  ff ff ff ff ff ff ac 10 01 cb 00 00 00 00 00 00  ................
              0x0030:  00 00 e0 00 00 00 05 00 00 00 04 00              ............
            """;
        using var tool = XdpdumpProcess.StartCapturing(_seed.Network, "-i", Receiver, "-x", "--rx-capture", "entry,exit");
        FrameSender.Send(_seed.Network, ArticlePacket);
        tool.WaitForLines(10);
        tool.Interrupt();

        var (size, index) = ("packet size 60 bytes, captured 60 bytes", _seed.Network.ReceiverIndex);
        Assert.Matches(
            $@"^\d+\.\d{{9}}: xdpfilt_alw_all\(\)@entry: {size} on if_index {index}, rx queue (\d), id 1\n{Regex.Escape(Hex)}\n"
            + $@"\d+\.\d{{9}}: xdpfilt_alw_all\(\)@exit\[PASS\]: {size} on if_index {index}, rx queue \1, id 1\n{Regex.Escape(Hex)}\n$",
            tool.Output);
        Assert.Equal(
            $"listening on {Receiver}, ingress XDP program ID {_seed.Programs.Filter.Id} func xdpfilt_alw_all, "
            + "capture mode entry/exit, capture size 262144 bytes\n\n2 packets captured\n0 packets dropped by ring\n", tool.Errors);
    }

    [Fact]
    public void A_pipe_is_read_by_tcpdump()
    {
        using var tool = XdpdumpProcess.StartShell(_seed.Network, $"$XDPDUMP -i {Receiver} -w - -c 2 | tcpdump -r - -n");
        tool.WaitForBanner();
        FrameSender.Send(_seed.Network, Frames.Udp(40000, SeedNetwork.AllowedPort), Frames.Udp(40001, SeedNetwork.DeniedPort));
        tool.WaitForExit();

        Assert.Matches(
            @"^[\d:.]+ IP 192\.0\.2\.1\.40000 > 192\.0\.2\.2\.9000: UDP, length 18\n"
            + @"[\d:.]+ IP 192\.0\.2\.1\.40001 > 192\.0\.2\.2\.9009: UDP, length 18\n$", tool.Output);
        Assert.Contains("reading from file -, link-type EN10MB (Ethernet)", tool.Errors, StringComparison.Ordinal);
        Assert.Contains($"func xdpfilt_alw_all, capture mode entry, capture size 262144 bytes\n", tool.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_is_read_by_tshark()
    {
        using var tool = XdpdumpProcess.StartShell(_seed.Network, $"$XDPDUMP -i {Receiver} -w - -c 2 | tshark -r - -n");
        tool.WaitForBanner();
        FrameSender.Send(_seed.Network, Frames.Udp(40000, SeedNetwork.AllowedPort), Frames.Udp(40001, SeedNetwork.DeniedPort));
        tool.WaitForExit();

        Assert.Matches(
            @"^ +1 +0\.000000(000)? +192\.0\.2\.1 → 192\.0\.2\.2 +UDP 60 40000 → 9000 Len=18\n"
            + @" +2 +\d\.\d+ +192\.0\.2\.1 → 192\.0\.2\.2 +UDP 60 40001 → 9009 Len=18\n$", tool.Output);
    }

    [Fact]
    public void Capinfos_shows_where_and_how_a_file_was_captured()
    {
        const int Total = 2 * (SeedNetwork.Allowed + SeedNetwork.Denied);
        var report = Regex.Replace(TestNetwork.Shell("capinfos", _seed.File.Path), " +", " ");
        var system = TestNetwork.Shell("uname", "-snrv").TrimEnd('\n');

        string[] lines =
        [
            "File type: Wireshark/... - pcapng", "File encapsulation: Ethernet", "File timestamp precision: nanoseconds (9)",
            "Packet size limit: file hdr: (not set)", $"Number of packets: {Total}", "Average packet size: 60.00 bytes",
            "Strict time order: True", $"Capture hardware: {TestNetwork.Shell("uname", "-m").TrimEnd('\n')}",
            $"Capture oper-sys: {system}", "Capture application: xdpdump v", "Number of interfaces in file: 2",
        ];
        Assert.All(lines, line => Assert.Contains($"\n{line}", report, StringComparison.Ordinal));
        foreach (var (number, point) in new[] { (0, "fentry"), (1, "fexit") })
        {
            Assert.Contains(
                $"""
                Interface #{number} info:
                 Name = {Receiver}@{point}
                 Description = {Receiver}:xdpfilt_alw_all()@{point}
                 Encapsulation = Ethernet (1 - ether)
                 Hardware = driver: "veth", version: "1.0", fw-version: "", rom-version: "", bus-info: ""
                 Speed = 10000000000
                 Capture length = 0
                 Time precision = nanoseconds (9)
                 Time ticks per second = 1000000000
                 Time resolution = 0x09
                 Number of stat entries = 1
                 Number of packets = {Total / 2}
                """, report, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Tshark_finds_packets_by_what_the_file_says_of_them()
    {
        var inQueue = _seed.File.Packets.Count(packet => packet.Queue == 2);
        Assert.True(inQueue > 0, "no packet came in by queue 2");
        (string Filter, int Packets)[] cases =
        [
            // The article's own: redirected or sent back (none here), of an interface, of a queue, both records of a packet.
            ("frame.verdict.ebpf_xdp == 4 || frame.verdict.ebpf_xdp == 3", 0),
            ($"frame.interface_name == \"{Receiver}@fexit\"", SeedNetwork.Allowed + SeedNetwork.Denied),
            ("frame.interface_queue == 2", inQueue),
            ("frame.packet_id == 40", 2),
            // What the filter denied, and nothing else, was dropped.
            ("frame.verdict.ebpf_xdp == 1", SeedNetwork.Denied),
            ($"frame.verdict.ebpf_xdp == 1 && udp.dstport == {SeedNetwork.DeniedPort}", SeedNetwork.Denied),
            ("frame.verdict.ebpf_xdp == 2", SeedNetwork.Allowed),
        ];

        Assert.Equal(cases, cases.Zip(Found([.. cases.Select(one => one.Filter)]), (one, found) => (one.Filter, found)));
    }

    /// <summary>How many packets of the file each filter lets through, by tshark's statistics of several filters at once.</summary>
    private IEnumerable<int> Found(string[] filters)
    {
        var report = TestNetwork.Shell("tshark", "-r", _seed.File.Path, "-q", "-z", $"io,stat,0,{string.Join(',', filters)}");
        var row = report.Split('\n').Single(line => line.Contains("<>", StringComparison.Ordinal));
        // | from <> to | frames | bytes | frames | bytes | ...
        return row.Split('|', StringSplitOptions.TrimEntries)[2..^1].Chunk(2)
            .Select(cells => int.Parse(cells[0], CultureInfo.InvariantCulture));
    }
}
