using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>The main job where no XDP program is: one of our own captures and passes every packet on.</summary>
public sealed class OwnProgramTests : NetworkTest
{
    private const int DefaultSnapLength = 262144;
    private const uint Pass = 2, Inbound = 1;

    private static readonly byte[][] s_frames = [.. new[] { 14, 15, 16, 17, 60, 64, 1514 }.Select(Distinct)];

    [Theory]
    [InlineData(1, "native")]
    [InlineData(16, "native")]
    [InlineData(21, "native")]
    [InlineData(65535, "native")]
    [InlineData(null, "native")]
    [InlineData(1, "skb")]
    [InlineData(21, "skb")]
    [InlineData(null, "skb")]
    public void Packets_of_every_length_are_kept_to_the_byte_up_to_the_snapshot_length(int? snapLength, string mode)
    {
        var path = Folder.File("a.pcapng");
        string[] length = snapLength is { } given ? ["-s", $"{given}"] : [];

        using var tool = Start(["--load-xdp-mode", mode, "-w", path, "-c", $"{s_frames.Length}", .. length]);
        Send(s_frames);
        tool.WaitForExit();

        var file = CaptureFile.Read(path);
        Assert.Equal(0, tool.ExitCode);
        Assert.Equal((uint)(snapLength ?? 0), file.Interfaces.Single().SnapLength);
        Assert.Equal(s_frames.Length, file.Packets.Count);
        foreach (var (frame, packet) in s_frames.Zip(file.Packets))
        {
            Assert.Equal((uint)frame.Length, packet.OriginalLength);
            Assert.Equal(frame.Take(snapLength ?? DefaultSnapLength), packet.Data);
            Assert.All(packet.Padding, octet => Assert.Equal(0, octet));
            Assert.Equal((Inbound, 0u, null, null), (packet.Flags, packet.Queue, packet.Verdict, packet.DropCount));
        }

        Assert.Equal(Enumerable.Range(1, s_frames.Length).Select(id => (ulong?)id), file.Packets.Select(packet => packet.Id));
    }

    [Theory]
    [InlineData("entry,exit", "native")]
    [InlineData("exit,entry", "skb")]
    public void Entry_and_exit_of_a_packet_share_an_id_and_the_exit_has_the_action(string points, string mode)
    {
        var path = Folder.File("a.pcapng");

        using var tool = Start("--rx-capture", points, "--load-xdp-mode", mode, "-w", path, "-c", $"{2 * s_frames.Length}");
        Send(s_frames);
        tool.WaitForExit();

        var file = CaptureFile.Read(path);
        Assert.Equal([$"{Receiver}@fentry", $"{Receiver}@fexit"], file.Interfaces.Select(one => one.Name));
        Assert.Equal(2 * s_frames.Length, file.Packets.Count);
        foreach (var (frame, pair) in s_frames.Zip(file.Packets.Chunk(2)))
        {
            Assert.Equal([0u, 1u], pair.Select(packet => packet.InterfaceId));
            Assert.Equal([null, (ulong?)Pass], pair.Select(packet => packet.Verdict));
            Assert.Equal(pair[0].Id, pair[1].Id);
            Assert.All(pair, packet => Assert.Equal(frame, packet.Data));
        }

        Assert.Equal(s_frames.Length, file.Packets.DistinctBy(packet => packet.Id).Count());
        Assert.Equal([(ulong?)7, 7], file.Statistics.Select(one => one.Received));
    }

    [Fact]
    public void Exit_alone_has_the_action_too()
    {
        var path = Folder.File("a.pcapng");

        using var tool = Start("--rx-capture", "exit", "-w", path, "-c", "1");
        Send(s_frames[4]);
        tool.WaitForExit();

        var file = CaptureFile.Read(path);
        Assert.Equal($"{Receiver}@fexit", file.Interfaces.Single().Name);
        Assert.Equal((Pass, 1ul), (file.Packets.Single().Verdict, file.Packets.Single().Id));
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
    public void Text_has_a_line_per_packet_and_its_bytes_in_hex()
    {
        using var tool = Start("-x", "--rx-capture", "entry,exit", "-c", "2");
        Send(Frames.Plain(20, (byte)'A'));
        tool.WaitForExit();

        var lines = tool.Output.Split('\n');
        var tail = $": packet size 20 bytes, captured 20 bytes on if_index {Network.ReceiverIndex}, rx queue 0, id 1";
        Assert.Matches(@"^\d{10}\.\d{9}: xdpdump\(\)@entry" + tail + "$", lines[0]);
        Assert.Matches(@"^\d{10}\.\d{9}: xdpdump\(\)@exit\[PASS\]" + tail + "$", lines[3]);
        Assert.Equal("  0x0000:  ff ff ff ff ff ff 02 00 00 00 00 01 88 b5 41 41  ..............AA", lines[1]);
        Assert.Equal("  0x0010:  41 41 41 41                                      AAAA", lines[2]);
        Assert.Equal(lines[1..3], lines[4..6]);
        Assert.StartsWith(
            "Specified interface does not have an XDP program loaded! Will load a capture only XDP program! ",
            tool.Errors, StringComparison.Ordinal);
        Assert.Contains($"listening on {Receiver}, ingress XDP program ID ", tool.Errors, StringComparison.Ordinal);
        Assert.Contains(" func xdpdump, capture mode entry/exit, capture size 262144 bytes\n", tool.Errors, StringComparison.Ordinal);
    }

    private XdpdumpProcess Start(params string[] words) =>
        StartCapturing(["-i", Receiver, "--load-xdp-program", .. words]);

    /// <summary>No two bytes next to each other are alike behind the header, so that a shift by one would show.</summary>
    private static byte[] Distinct(int length)
    {
        var frame = Frames.Plain(length);
        for (var i = 14; i < length; i++)
            frame[i] = (byte)(i * 7 + length);
        return frame;
    }
}
