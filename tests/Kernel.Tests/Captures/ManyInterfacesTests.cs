using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Hundred interfaces in one capture.</summary>
[Collection("captures")]
public sealed class ManyInterfacesTests
{
    [Fact]
    public void With_a_program_of_ours_each_has_its_own_packets_and_counts()
    {
        const int Count = 100;
        using var pairs = new ManyPairs(Count);
        using var file = new TracedFile();
        using var tool = XdpdumpProcess.StartCapturing(
            pairs.Network, "-i", pairs.All, "--load-xdp-program", "--rx-capture", "entry,exit", "-w", file.Path);
        var sent = 0;
        for (var at = 0; at < Count; at++)
        {
            var frames = 1 + (at % 5);
            pairs.Send(at, Enumerable.Range(0, frames).Select(_ => Frames.Numbered(60, (uint)at)));
            sent += frames;
        }

        Wait.Until(() => File.Exists(file.Path) && new FileInfo(file.Path).Length > sent * 2 * 128, "all packets in the file");
        tool.Interrupt();
        Assert.True(tool.ExitCode == 0, tool.Errors);
        file.Read();
        Assert.Equal((2 * (ulong)sent, 0ul), Tracing.Counts(tool));
        Assert.Equal(2 * Count, file.Interfaces.Count);
        Assert.All(file.Packets, packet => Assert.Equal(Frames.Numbered(60, packet.InterfaceId / 2), packet.Data));
        Assert.Equal(
            Enumerable.Range(0, 2 * Count).Select(point => 1 + ((ulong)point / 2 % 5)), file.Statistics.Select(one => one.Received!.Value));
    }

    [Fact]
    public void Without_a_program_each_has_its_own_packets_in_the_order_of_time()
    {
        const int Count = 100;
        using var pairs = new ManyPairs(Count);
        using var file = new TracedFile();
        using var tool = XdpdumpProcess.StartCapturing(pairs.Network, "-i", pairs.All, "-w", file.Path, "-c", $"{3 * Count}");
        for (var turn = 0; turn < 3; turn++)
        {
            for (var at = 0; at < Count; at++)
                pairs.Send(at, [Frames.Numbered(60, (uint)at)]);
        }

        tool.WaitForExit();
        Assert.True(tool.ExitCode == 0, tool.Errors);
        file.Read();
        Assert.Equal((3ul * Count, 0ul), Tracing.Counts(tool));
        Assert.Equal(pairs.Receivers, file.Interfaces.Select(one => one.Name));
        Assert.Equal(
            Enumerable.Range(0, 3 * Count).Select(at => ((uint)at % Count, at % Count)),
            file.Packets.Select(packet => (packet.InterfaceId, packet.Data.AsSpan().SequenceEqual(Frames.Numbered(60, packet.InterfaceId)) ? (int)packet.InterfaceId : -1)));
    }
}
