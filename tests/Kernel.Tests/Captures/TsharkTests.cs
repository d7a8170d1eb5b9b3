using System.Globalization;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>What others make of our files: tshark, capinfos and tcpdump.</summary>
public sealed class TsharkTests : NetworkTest
{
    private const int Count = 5;

    [Theory]
    [InlineData("entry")]
    [InlineData("exit")]
    [InlineData("entry,exit")]
    public void Tshark_shows_interface_queue_id_verdict_and_time(string points)
    {
        var path = Capture(points);
        string[] fields = ["frame.interface_name", "frame.interface_queue", "frame.packet_id", "frame.verdict.ebpf_xdp", "frame.time_epoch"];

        var lines = TestNetwork.Shell("tshark", ["-r", path, "-T", "fields", .. fields.SelectMany(field => new[] { "-e", field })])
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).ToArray();

        var expected = Enumerable.Range(1, Count).SelectMany(id => points.Split(',').Select(point => point == "entry"
            ? new[] { $"{Receiver}@fentry", "0", $"{id:x16}", "" }
            : [$"{Receiver}@fexit", "0", $"{id:x16}", "2"]));
        Assert.Equal(expected, lines.Select(line => (string[])[line[0], line[1], Hexadecimal(line[2]), line[3]]));
        Assert.Equal(
            CaptureFile.Read(path).Packets.Select(packet => packet.Timestamp / 1e9m),
            lines.Select(line => decimal.Parse(line[4], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Capinfos_finds_the_packets_in_strict_time_order_on_named_interfaces()
    {
        var report = TestNetwork.Shell("capinfos", "-M", Capture("entry,exit"));

        Assert.Matches(@"Strict time order: +True", report);
        Assert.Matches($@"Number of packets: +{2 * Count}\b", report);
        Assert.Matches(@"File timestamp precision: +nanoseconds", report);
        Assert.Contains($"Name = {Receiver}@fentry", report, StringComparison.Ordinal);
        Assert.Contains($"Name = {Receiver}@fexit", report, StringComparison.Ordinal);
        Assert.Contains("Capture application: xdpdump v", report.Replace("  ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_into_tcpdump_shows_packets_while_the_capture_runs()
    {
        using var tool = StartShell($"$XDPDUMP -i {Receiver} --load-xdp-program -w - | tcpdump -r - -n -l");
        tool.WaitForBanner();

        for (var sent = 1; sent <= 3; sent++)
        {
            Send(Frames.Plain(60));
            tool.WaitFor(() => tool.Output.Split('\n').Count(line => line.Contains("88b5", StringComparison.Ordinal)) == sent, $"packet {sent}");
        }

        TestNetwork.Shell("pkill", "-INT", "-P", $"{tool.Id}", "xdpdump");
        tool.WaitForExit();
        Assert.Equal(0, tool.ExitCode);
        Assert.Contains("\n3 packets captured\n0 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
    }

    private static string Hexadecimal(string number) =>
        (number.StartsWith("0x", StringComparison.Ordinal)
            ? Convert.ToUInt64(number, 16)
            : ulong.Parse(number, CultureInfo.InvariantCulture)).ToString("x16", CultureInfo.InvariantCulture);

    private string Capture(string points)
    {
        var path = Folder.File("a.pcapng");
        using var tool = StartCapturing(
            "-i", Receiver, "--load-xdp-program", "--rx-capture", points, "-w", path, "-c", $"{Count * points.Split(',').Length}");
        Send(Enumerable.Range(0, Count).Select(number => Frames.Numbered(60, (uint)number)));
        tool.WaitForExit();
        Assert.Equal(0, tool.ExitCode);
        return path;
    }
}
