using Kernel.Tests.Support;

namespace Kernel.Tests.Selection;

/// <summary>Without an XDP program libpcap has the filter, and nobody what only XDP could answer.</summary>
[Collection("captures")]
public sealed class LegacySelectionTests : NetworkTest
{
    [Fact]
    public void Only_packets_that_match_are_printed()
    {
        using var tool = StartCapturing("-i", Receiver, "-c", "2", "-x", "udp", "port", "53");
        Send();
        tool.WaitForExit();

        Assert.Equal(0, tool.ExitCode);
        Assert.Equal(2, tool.Output.Split('\n').Count(line => line.Contains(": packet size 60 bytes, ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--use-pcap")]
    [InlineData("-v")]
    public void Only_packets_that_match_are_written(string word)
    {
        var path = Folder.File("a.pcap");
        using var tool = StartCapturing("-i", Receiver, "-w", path, word, "-c", "2", "udp port 53");
        Send();
        tool.WaitForExit();

        Assert.Equal(0, tool.ExitCode);
        var lines = TestNetwork.Shell("tshark", "-r", path, "-T", "fields", "-e", "udp.dstport").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["53", "53"], lines);
    }

    [Theory]
    [InlineData("--action drop", "--action asks an XDP program, and rx0 has none; attach one first")]
    [InlineData("--only-modified --rx-capture entry", "--only-modified asks an XDP program, and rx0 has none; attach one first")]
    [InlineData("--rx-queue 0", "--rx-queue asks an XDP program, and rx0 has none; attach one first, or load one that only captures with")]
    [InlineData("--sample 2 arp", "--sample asks an XDP program, and rx0 has none; attach one first, or load one that only captures with")]
    [InlineData("arp --filter-at exit", "--filter-at exit asks an XDP program, and rx0 has none; attach one first, or load one that only captures")]
    [InlineData("arp and", "filter 'arp and': can't parse filter expression: syntax error; pcap-filter(7) describes the language")]
    public void What_cannot_be_is_refused_with_words(string words, string message)
    {
        using var tool = RunToEnd(["-i", Receiver, .. words.Split(' ')]);
        Assert.Equal((1, ""), (tool.ExitCode, tool.Output));
        Assert.StartsWith($"ERROR: {message}", tool.Errors, StringComparison.Ordinal);
    }

    private void Send() =>
        Send(Frames.Plain(60), Frames.Udp(1000, 53), Frames.Udp(1000, 443), Frames.Udp(2000, 53), Frames.Plain(61));
}
