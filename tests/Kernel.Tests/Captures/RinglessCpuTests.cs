using Capture;
using Capture.Output;
using Capture.Reading;
using Capture.Selection;
using Capture.Sinks;
using Kernel.Tests.Support;
using Xdpdump;

namespace Kernel.Tests.Captures;

/// <summary>Packets on CPUs that have no ring, as where the kernel tells of fewer CPUs than it has: each is counted as lost.</summary>
public sealed class RinglessCpuTests : NetworkTest
{
    private const int EachCpu = 20;

    public RinglessCpuTests()
    {
        Assert.SkipWhen(Cpus.Allowed() is not [0, 1, ..], "needs CPUs 0 and 1");
        MakeNetwork(queues: 2);
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(true, true, false)]
    [InlineData(false, true, true)]
    public void Our_own_program_counts_them_at_each_point(bool entry, bool exit, bool withAction)
    {
        var result = Capture(new CaptureOptions
        {
            Interfaces = [Receiver],
            LoadXdpProgram = true,
            AtEntry = entry,
            AtExit = exit,
            Selection = withAction ? new() { Actions = new(1 << 2) } : PacketSelection.All,
            Rings = 1,
        });
        AssertEach(result, captured: EachCpu, lost: EachCpu);
    }

    [Theory]
    [Trait("Needs", "fentry")]
    [Trait("Kernels", "all")]
    [InlineData(true, false, null)]
    [InlineData(true, true, null)]
    [InlineData(true, true, 1)]
    public void Hooks_at_a_program_count_them_at_each_point(bool entry, bool exit, int? action)
    {
        Requires.Fentry();
        using var target = Attach(new TargetSpec { Action = 1 });
        var result = Capture(new CaptureOptions
        {
            Interfaces = [Receiver],
            AtEntry = entry,
            AtExit = exit,
            Selection = action is { } number ? new() { Actions = new(1u << number) } : PacketSelection.All,
            Rings = 1,
        });
        AssertEach(result, captured: EachCpu, lost: EachCpu);
    }

    private static void AssertEach(CaptureResult result, ulong captured, ulong lost) => Assert.All(result.Points, point =>
    {
        Assert.Equal((captured, lost, lost), (point.Captured, point.Lost, point.LostWithoutRing));
        Assert.Equal(0ul, Assert.Single(point.LostOnCpu));
    });

    /// <summary>As many packets on CPU 0, which has a ring, as on CPU 1; and one more on CPU 0, which tells of what CPU 1 has lost.</summary>
    private CaptureResult Capture(CaptureOptions options)
    {
        var path = Folder.File("a.pcapng");
        CaptureResult? result = null;
        Network.Inside(() =>
        {
            using var requests = new CaptureRequests();
            using var output = OutputStream.Open(path);
            var sink = new PcapNgSink(new() { Application = "test" }, point => new() { LinkType = 1, SnapLength = 0, Name = point.Title })
            {
                PointComment = FileMetadata.LostAtEnd,
            };
            using var session = CaptureSession.Open(options);
            session.Attach();
            var running = Cpus.Start(0, () => result = session.Run(sink, output, requests));
            Send(1, EachCpu);
            Send(0, EachCpu);
            requests.Stop();
            running.Join();
        });

        var file = CaptureFile.Read(path);
        foreach (var point in file.Statistics)
        {
            var told = file.Packets.Where(packet => packet.InterfaceId == point.InterfaceId)
                .Aggregate(0ul, (sum, packet) => sum + (packet.DropCount ?? 0));
            Assert.Equal(point.Dropped, told + CaptureFile.DroppedAtEnd(point));
        }

        return result!;
    }

    private void Send(int cpu, int count)
    {
        Cpus.Start(cpu, () => Send(Enumerable.Repeat(Frames.Plain(60), count))).Join();
        Thread.Sleep(100); // softirqs may still be at the last ones
    }
}
