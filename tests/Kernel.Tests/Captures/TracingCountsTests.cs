using Ebpf.Features;
using Kernel.Tests.Support;

namespace Kernel.Tests.Captures;

/// <summary>Every packet the program saw is captured or counted as lost, exactly.</summary>
[Collection("captures")]
[Trait("Needs", "fentry")]
[Trait("Kernels", "all")]
public sealed class TracingCountsTests : NetworkTest
{
    private const int LiveFrames = 1_000_000;

    // Where there are no live frames, each takes a system call.
    private const int RawFrames = 10_000;

    public TracingCountsTests() => Requires.Fentry();

    [Theory]
    [InlineData("entry", 1)]
    [InlineData("exit", 1)]
    [InlineData("entry,exit", 2)]
    public void Captured_and_lost_add_up_to_what_the_program_saw_on_a_million_frames(string points, ulong records)
    {
        using var target = Attach(new TargetSpec { Action = 1 });
        using var tool = StartCapturing("-i", Receiver, "--rx-capture", points, "-s", "64", "-w", "/dev/null");

        var seen = SendMany(target, LiveFrames, RawFrames, 60);
        tool.Interrupt();

        var (captured, lost) = Tracing.Counts(tool);
        TestContext.Current.SendDiagnosticMessage("{0}: seen {1}, captured {2}, lost {3}", points, seen, captured, lost);
        Assert.Equal(records * seen, captured + lost);
        Assert.True(captured > 0, tool.Errors);
    }

    [Theory]
    [InlineData("entry")]
    [InlineData("entry,exit")]
    public void Captured_and_lost_add_up_where_the_reader_stands_still_and_the_ring_fills(string points)
    {
        using var target = Attach(new TargetSpec { Action = 1 });
        using var file = new TracedFile();
        using var tool = StartCapturing("-i", Receiver, "--rx-capture", points, "-w", file.Path);

        tool.Signal("STOP");
        SendMany(target, 100_000, RawFrames, 1514);
        tool.Signal("CONT");
        Wait.Until(() => new FileInfo(file.Path).Length > 1024 * 1024, "the reader to go on");
        // The space comes back only when a whole batch is written: spread the packets that tell of the loss.
        ulong seen = 0;
        for (var round = 0; round < 20; round++)
        {
            Thread.Sleep(100);
            seen = SendMany(target, 10, 10, 60);
        }

        tool.Interrupt();
        file.Read();

        var (captured, lost) = Tracing.Counts(tool);
        TestContext.Current.SendDiagnosticMessage("{0}: seen {1}, captured {2}, lost {3}", points, seen, captured, lost);
        Assert.True(lost > 0, "the ring never filled");
        Assert.Equal((ulong)file.Interfaces.Count * seen, captured + lost);
        Assert.Equal(captured, (ulong)file.Packets.Count);
        Assert.Equal(lost, file.Statistics.Aggregate(0ul, (sum, one) => sum + one.Dropped!.Value));
        Assert.All(file.Statistics, one => Assert.Equal(seen, one.Received));
        foreach (var point in file.Statistics)
        {
            var packets = file.Packets.Where(packet => packet.InterfaceId == point.InterfaceId);
            var told = packets.Aggregate(0ul, (sum, packet) => sum + (packet.DropCount ?? 0));
            Assert.True(told > 0, "no record tells of a loss");
            Assert.Equal(point.Dropped, told + CaptureFile.DroppedAtEnd(point));
        }
    }

    private ulong SendMany(TargetProgram target, int live, int raw, int length)
    {
        // Always from the same CPU, whose ring is then the one that fills and that tells of it.
        Cpus.Start(0, () =>
        {
            if (Requires.Has(XdpFeatures.LiveFrames))
                SendLive(Frames.Plain(length), (uint)live);
            else
                Send(Enumerable.Repeat(Frames.Plain(length), raw));
        }).Join();
        return Tracing.Settled(target);
    }
}
