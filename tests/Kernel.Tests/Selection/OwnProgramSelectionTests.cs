using Kernel.Tests.Captures;
using Kernel.Tests.Support;

namespace Kernel.Tests.Selection;

/// <summary>Filters, samples and receive queues where our own program captures.</summary>
[Collection("captures")]
public sealed class OwnProgramSelectionTests : NetworkTest
{
    [Theory]
    [Trait("Kernels", "all")]
    [InlineData("native", "entry")]
    [InlineData("skb", "exit")]
    [InlineData("native", "entry,exit")]
    public void Only_packets_that_match_are_captured(string mode, string points)
    {
        byte[][] frames = [Frames.Udp(1000, 53), Frames.Udp(53, 1000), Frames.Plain(60), Frames.Udp(1000, 443), Frames.Udp(2000, 53)];
        var packets = Capture(frames, "--load-xdp-mode", mode, "--rx-capture", points, "udp", "dst", "port", "53");

        var each = points.Split(',').Length;
        Assert.Equal(new[] { frames[0], frames[4] }.SelectMany(frame => Enumerable.Repeat(frame, each)), packets.Select(packet => packet.Data));
        Assert.Equal([1ul, 2ul], packets.Select(packet => packet.Id!.Value).Distinct());
    }

    [Theory]
    [InlineData("ether[59] = 0x5a", 2)]
    [InlineData("ether[60] = 0x5a", 1)]
    [InlineData("ether[len - 1] = 0x5a", 2)]
    [InlineData("ether[len] = 0x5a", 0)]
    [InlineData("greater 61", 1)]
    [InlineData("less 60", 1)]
    public void The_whole_packet_is_asked_though_one_byte_of_it_is_kept(string filter, int captured)
    {
        var packets = Capture([Frames.Plain(60), Frames.Plain(61)], "-s", "1", filter);
        Assert.Equal(captured, packets.Count);
        Assert.All(packets, packet => Assert.Single(packet.Data));
    }

    [Theory]
    [InlineData(9000, 9014, 8000)]
    [InlineData(65535, 60_000, 59_999)]
    public void Jumbo_frames_are_asked_in_whichever_buffer(int mtu, int length, int offset)
    {
        Requires.SeveralBuffers();
        MakeNetwork(mtu: mtu);
        byte[][] frames = [.. Enumerable.Range(0, 4).Select(number => Tracing.Patterned(length, number))];
        var packets = Capture(frames, "-s", "64", $"ether[{offset}] = {frames[1][offset]} and ether[len - 1] = {frames[1][^1]}");
        Assert.Equal(frames[1][..64], Assert.Single(packets).Data);
    }

    [Fact]
    public void A_sample_has_one_in_so_many_of_the_packets_that_match()
    {
        var frames = Enumerable.Range(0, 200).Select(number => Frames.Numbered(60, (uint)number));
        var packets = Capture(frames, "--sample", "7", "ether[17] & 1 = 0");
        Assert.Equal(Enumerable.Range(0, 15).Select(step => (byte)(14 * step)), packets.Select(packet => packet.Data[17]));
    }

    [Theory]
    [InlineData("0", new uint[] { 0 })]
    [InlineData("1", new uint[] { 1 })]
    [InlineData("0-1", new uint[] { 0, 1 })]
    [InlineData("1-7,9", new uint[] { 1 })]
    [InlineData("2,4-6", new uint[0])]
    public void Packets_of_other_receive_queues_are_passed_over(string queues, uint[] expected)
    {
        Requires.LiveFrames();
        Assert.SkipWhen(Ebpf.Objects.PossibleCpus.Count < 2, "live frames go to the queue of their CPU, and there is one only");
        MakeNetwork(queues: 2);
        var path = Folder.File("a.pcapng");
        using var tool = Start(path, "--rx-queue", queues);
        for (var cpu = 0; cpu < 2; cpu++)
            Cpus.Start(cpu, () => SendLive(Frames.Plain(60), 1000)).Join();
        Thread.Sleep(300); // frames may still wait in the driver
        tool.Interrupt();

        Assert.Equal(expected, CaptureFile.Read(path).Packets.Select(packet => packet.Queue!.Value).Distinct().Order());
    }

    [Fact]
    public void The_file_tells_the_filter_and_how_many_packets_it_let_through()
    {
        var path = Folder.File("a.pcapng");
        using (var tool = Start(path, "-v", "--sample", "2", "udp port 53"))
        {
            Send(Enumerable.Repeat(Frames.Udp(1000, 53), 10).Concat(Enumerable.Repeat(Frames.Plain(60), 5)));
            Thread.Sleep(100); // softirqs may still be at the last ones
            tool.Interrupt();
            Assert.Matches(@"(?m)^filter 'udp port 53': \d+ instructions of classic BPF$", tool.Errors);
        }

        var file = CaptureFile.Read(path);
        Assert.Equal("udp port 53", Assert.Single(file.Interfaces).Filter);
        var statistics = Assert.Single(file.Statistics);
        Assert.Equal(((ulong?)null, (ulong?)5, (ulong?)0), (statistics.Received, statistics.FilterAccepted, statistics.Dropped));
        var told = TestNetwork.Shell("capinfos", path);
        Assert.Contains("Only packets were captured that pass --sample 2", told, StringComparison.Ordinal);
        Assert.Contains("udp port 53", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--only-modified", "--only-modified would never show a packet on rx0")]
    [InlineData("--action drop,tx", "--action without pass would never show a packet on rx0")]
    [InlineData("inbound", "the filter asks for the direction (inbound, outbound)")]
    [InlineData("ip protochain 6", "the filter compiles to a loop, as protochain does")]
    [InlineData("tcp and", "filter 'tcp and': can't parse filter expression: syntax error")]
    public void What_cannot_be_is_refused_with_words(string words, string message)
    {
        var line = Dispatching.Refusal(Network, ["--load-xdp-program", "-w", Folder.File("none"), .. words.Split(' ')]);
        Assert.Contains(message, line, StringComparison.Ordinal);
        Assert.False(File.Exists(Folder.File("none")));
    }

    [Fact]
    public void An_action_that_is_pass_is_captured_by_our_own_program_too()
    {
        Assert.Single(Capture([Frames.Plain(60)], "--action", "pass,drop"));
    }

    [Fact]
    public void A_filter_with_byte_comparisons_of_every_kind_captures_what_tcpdump_prints_of_the_same_packets()
    {
        byte[][] frames = [.. Enumerable.Range(0, 60).Select(number => Frames.Udp(1000 + number, 50 + number % 7))];
        const string Filter = "udp[2:2] % 3 = udp[0:2] & 1 and ip[8] << 2 > 200 and not udp port 53";
        var all = Folder.File("all.pcapng");
        CaptureAll(frames, all);
        var expected = TestNetwork.Shell("tcpdump", "-nr", all, Filter).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var packets = Capture(frames, Filter);

        Assert.NotEmpty(expected);
        Assert.Equal(expected.Length, packets.Count);
    }

    private List<CapturedPacket> Capture(IEnumerable<byte[]> frames, params string[] words)
    {
        var path = Folder.File($"{Guid.NewGuid():N}.pcapng");
        using var tool = Start(path, words);
        Send(frames);
        Thread.Sleep(100); // softirqs may still be at the last ones
        tool.Interrupt();
        Assert.True(tool.ExitCode == 0, tool.Errors);
        var packets = CaptureFile.Read(path).Packets;
        Assert.Equal(((ulong)packets.Count, 0ul), Tracing.Counts(tool));
        return packets;
    }

    private void CaptureAll(byte[][] frames, string path)
    {
        using var tool = StartCapturing("-i", Receiver, "--load-xdp-program", "-w", path, "-c", $"{frames.Length}");
        Send(frames);
        tool.WaitForExit();
    }

    private XdpdumpProcess Start(string path, params string[] words) =>
        StartCapturing(["-i", Receiver, "--load-xdp-program", "-w", path, .. words]);
}
