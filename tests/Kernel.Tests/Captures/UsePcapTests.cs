using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>--use-pcap at the XDP layer.</summary>
public sealed class UsePcapTests : NetworkTest
{
    [Theory]
    [InlineData(null)]
    [InlineData(21)]
    public void Entry_and_exit_records_both_go_into_a_file_of_nanoseconds(int? snapLength)
    {
        var path = Folder.File("a.pcap");
        byte[][] frames = [Frames.Numbered(60, 1), Frames.Numbered(61, 2)];
        string[] length = snapLength is { } given ? ["-s", $"{given}"] : [];

        using var tool = Start(["-w", path, "--rx-capture", "entry,exit", "-c", "4", .. length]);
        Send(frames);
        tool.WaitForExit();

        var file = PcapFile.Read(path);
        Assert.Equal(0, tool.ExitCode);
        Assert.Equal(new() { LinkType = 1, SnapLength = (uint)(snapLength ?? 262144) }, file.Header);
        Assert.Equal([60u, 60u, 61u, 61u], file.Packets.Select(packet => packet.OriginalLength));
        Assert.Equal(
            frames.SelectMany(frame => new[] { frame, frame }).Select(frame => frame.Take(snapLength ?? frame.Length)),
            file.Packets.Select(packet => packet.Data));
        Assert.Equal(file.Packets.Select(packet => packet.Timestamp).Order(), file.Packets.Select(packet => packet.Timestamp));
    }

    [Fact]
    public void A_pipe_into_tcpdump_shows_packets_while_the_capture_runs()
    {
        using var tool = StartShell($"$XDPDUMP -i {Receiver} --load-xdp-program --use-pcap -w - | tcpdump -r - -n -l");
        tool.WaitForBanner();
        for (var sent = 1; sent <= 3; sent++)
        {
            Send(Frames.Plain(60));
            tool.WaitFor(() => tool.Output.Split("88b5").Length == sent + 1, $"packet {sent}");
        }

        TestNetwork.Shell("pkill", "-INT", "-P", $"{tool.Id}", "xdpdump");
        tool.WaitForExit();
        Assert.Equal(0, tool.ExitCode);
    }

    [Fact]
    public void Without_a_file_it_changes_nothing_and_says_so()
    {
        using var tool = Start("--use-pcap", "-c", "1");
        Send(Frames.Plain(60));
        tool.WaitForExit();

        Assert.Equal(0, tool.ExitCode);
        Assert.Contains("xdpdump()@entry: packet size 60 bytes", tool.Output, StringComparison.Ordinal);
        Assert.StartsWith(
            "WARNING: --use-pcap says how to write packets, which takes -w FILE too; without it they are printed\n",
            tool.Errors, StringComparison.Ordinal);
    }

    private XdpdumpProcess Start(params string[] words) =>
        StartCapturing(["-i", Receiver, "--load-xdp-program", "--use-pcap", .. words]);
}
