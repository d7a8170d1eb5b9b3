using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Several CPUs receive at once, and the file is in order.</summary>
public sealed class OrderTests : NetworkTest
{
    private const int Queues = 4;

    // All of it fits into the rings, so that a machine that leaves the reader waiting loses nothing: this is about order.
    private const uint FromEach = 110_000;

    [Theory]
    [InlineData("entry")]
    [InlineData("entry,exit")]
    public void Packets_of_two_CPUs_are_in_time_order_and_numbered_without_a_gap(string points)
    {
        Requires.LiveFrames();
        var cpus = Cpus.Allowed();
        Assert.SkipWhen(cpus.Count < 2, "this machine has a single CPU");
        MakeNetwork(Queues);
        var path = Folder.File("a.pcapng");
        // Rings that hold all that is sent, so that nothing is lost however slow the reader is here.
        using var tool = StartCapturing(
            "-i", Receiver, "--load-xdp-program", "--rx-capture", points, "-w", path, "-s", "64", "-B", "65536");

        var senders = cpus.Take(2)
            .Select(cpu => Cpus.Start(cpu, () => SendLive(Frames.Plain(64, (byte)cpu), FromEach)))
            .ToList();
        senders.ForEach(sender => sender.Join());
        Thread.Sleep(200);
        tool.Interrupt();

        var file = CaptureFile.Read(path);
        Assert.EndsWith($"\n{file.Packets.Count} packets captured\n0 packets dropped by ring\n", tool.Errors, StringComparison.Ordinal);
        ulong lastStamp = 0, lastId = 0;
        foreach (var packet in file.Packets)
        {
            Assert.True(packet.Timestamp >= lastStamp, $"id {packet.Id}: {packet.Timestamp} after {lastStamp}");
            lastStamp = packet.Timestamp;
            if (packet.InterfaceId == 0)
                Assert.Equal(++lastId, packet.Id);
        }

        Assert.InRange(lastId, 200_000ul, 2 * FromEach);
        foreach (var packet in file.Packets.GroupBy(packet => packet.Id).Take(1000))
            Assert.Equal(points.Split(',').Length, packet.Count());

        // veth receives on the queue of the sending CPU.
        var expected = cpus.Take(2).Select(cpu => (uint?)(cpu % Queues)).ToHashSet();
        Assert.Equal(expected, file.Packets.Select(packet => packet.Queue).ToHashSet());
        Assert.Contains(file.Packets, packet => packet.Queue > 0);
    }
}
