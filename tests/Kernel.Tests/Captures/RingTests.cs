using System.Buffers.Binary;
using System.Globalization;
using System.Text.RegularExpressions;
using Capture;
using Capture.Model;
using Capture.Output;
using Capture.Reading;
using Capture.Selection;
using Capture.Sinks;
using Kernel.Tests.Support;
using PacketFiles;

namespace Kernel.Tests.Captures;

/// <summary>Rings that wrap, and rings that are full.</summary>
public sealed partial class RingTests : NetworkTest
{
    [Fact]
    public async Task A_ring_that_wraps_several_times_keeps_every_packet_whole_and_in_order()
    {
        var cancelled = TestContext.Current.CancellationToken;
        using var requests = new CaptureRequests();
        var sink = new CheckingSink();
        using var ready = new ManualResetEventSlim();
        CaptureResult? result = null;
        ulong ringSize = 0;
        var capture = Task.Run(() => Network.Inside(() =>
        {
            using var session = CaptureSession.Open(new CaptureOptions { Interfaces = [Receiver], LoadXdpProgram = true });
            using var output = OutputStream.Open("/dev/null");
            session.Attach();
            ringSize = session.RingSize;
            ready.Set();
            result = session.Run(sink, output, requests);
        }), cancelled);
        while (!ready.Wait(10, cancelled) && !capture.IsCompleted)
        {
        }

        // In portions that fit, so that a reader which is kept waiting loses nothing: this is about laps, not about speed.
        const int Portion = 10_000, FrameLength = 1513;
        uint sent = 0;
        var laps = 0ul;
        while (laps < 3 && !capture.IsCompleted)
        {
            var first = sent;
            Send(Enumerable.Range(0, Portion).Select(number => Frames.Numbered(FrameLength, first + (uint)number)));
            sent += Portion;
            Assert.True(SpinWait.SpinUntil(() => sink.Records == sent || capture.IsCompleted, Wait.Patience), $"{sink.Records} of {sent}");
            laps = sent * (ulong)FrameLength / ringSize;
        }

        requests.Stop();
        await capture;
        Assert.Equal((sent, 0ul), (result!.Captured, result.Lost));
        Assert.Null(sink.Complaint);
    }

    [Theory]
    [InlineData("entry", 1)]
    [InlineData("entry,exit", 2)]
    public void A_full_ring_loses_packets_and_counts_every_one_of_them(string points, ulong recordsEach)
    {
        Requires.LiveFrames();
        const uint Sent = 1_000_000;
        var path = Folder.File("a.pcapng");
        using var tool = StartCapturing("-i", Receiver, "--load-xdp-program", "--rx-capture", points, "-w", path, "-s", "64");

        var (first, next) = (Cpus.Allowed()[0], Cpus.Allowed()[^1]);
        tool.Signal("STOP");
        Cpus.Start(first, () => SendLive(Frames.Plain(64), Sent)).Join();
        WaitForQuiet();
        tool.Signal("CONT");
        tool.WaitFor(() => new FileInfo(path).Length > 1_000_000, "the file to grow");
        for (long before = 0, now; before != (now = new FileInfo(path).Length); before = now)
            Thread.Sleep(500); // the reader is still at it: the rings are empty when the file stands still
        // What all CPUs have lost is told in the drop count of the next record, whatever CPU that comes on.
        Cpus.Start(next, () => Send(Frames.Plain(64, 0x77))).Join();
        WaitForQuiet();
        tool.Interrupt();

        var arrived = Arrived() * recordsEach;
        var counts = Counts().Match(tool.Errors);
        var (captured, lost) = (Number(counts.Groups[1]), Number(counts.Groups[2]));
        Assert.True(arrived >= Sent / 2, $"only {arrived} arrived");
        Assert.True(lost > 0, "the ring was never full");
        Assert.Equal(arrived, captured + lost);

        var file = CaptureFile.Read(path);
        Assert.Equal(captured, (ulong)file.Packets.Count);
        Assert.Equal(captured + lost, file.Statistics.Aggregate(0ul, (sum, one) => sum + one.Received!.Value));
        Assert.Equal(lost, file.Statistics.Aggregate(0ul, (sum, one) => sum + one.Dropped!.Value));
        foreach (var statistics in file.Statistics)
        {
            var own = file.Packets.Where(packet => packet.InterfaceId == statistics.InterfaceId).ToList();
            Assert.Equal(statistics.Dropped, own.Aggregate(0ul, (sum, packet) => sum + (packet.DropCount ?? 0)));
            Assert.Null(statistics.Comment);
            Assert.True(own[^1].DropCount > 0, "the record after the gap tells of it");
            Assert.Equal(statistics.Received, statistics.Dropped + (ulong)own.Count);
        }
    }

    [Theory]
    [InlineData("64", 819)]
    [InlineData("1024", 13107)]
    public void A_ring_holds_as_much_as_was_asked_for(string kibibytes, int records)
    {
        using var tool = StartCapturing(
            "-i", Receiver, "--load-xdp-program", "-w", Folder.File("a.pcapng"), "-s", "16", "-B", kibibytes, "-v");
        Assert.Contains($"CPUs, {kibibytes} KiB each", tool.Errors, StringComparison.Ordinal);
        tool.Signal("STOP");
        Cpus.Start(Cpus.Allowed()[0], () => Send(Enumerable.Repeat(Frames.Plain(60), records + 100))).Join();
        WaitForQuiet();
        tool.Signal("CONT");
        tool.Interrupt();

        // 80 bytes each; room is kept for a drop count, and whatever CPU the softirq ran on has a ring of its own.
        var counts = Counts().Match(tool.Errors);
        Assert.Equal((ulong)records + 100, Number(counts.Groups[1]) + Number(counts.Groups[2]));
        Assert.InRange(Number(counts.Groups[1]), (ulong)records - 2, (ulong)records + 100);
    }

    [GeneratedRegex(@"\n(\d+) packets captured\n(\d+) packets dropped by ring\n$")]
    private static partial Regex Counts();

    [GeneratedRegex(@"rx_queue_\d+_xdp_packets: (\d+)")]
    private static partial Regex PacketsOfQueue();

    private static ulong Number(Group text) => ulong.Parse(text.ValueSpan, CultureInfo.InvariantCulture);

    /// <summary>Packets the driver has run the XDP program for.</summary>
    private ulong Arrived()
    {
        var report = TestNetwork.Shell("nsenter", $"--net={Network.Path}", "ethtool", "-S", Receiver);
        return PacketsOfQueue().Matches(report).Aggregate(0ul, (sum, queue) => sum + Number(queue.Groups[1]));
    }

    /// <summary>Frames may still wait in the driver when the sender is done.</summary>
    private void WaitForQuiet()
    {
        for (ulong before = ulong.MaxValue, now; before != (now = Arrived()); before = now)
            Thread.Sleep(100);
    }

    /// <summary>Expects frames numbered from 0.</summary>
    private sealed class CheckingSink : IPacketSink
    {
        private uint _records;

        public uint Records => Volatile.Read(ref _records);

        public string? Complaint { get; private set; }

        public OutputEnd? Ended => null;

        public void Begin(OutputStream output)
        {
        }

        public void AddPoints(IReadOnlyList<CapturePoint> points)
        {
        }

        public int Write(PacketBatch batch)
        {
            foreach (var packet in batch)
            {
                Check(packet);
                Volatile.Write(ref _records, _records + 1);
            }

            return batch.Records;
        }

        public void End(IReadOnlyList<PointStatistics> statistics, ulong startTimeNs, ulong endTimeNs)
        {
        }

        private void Check(EnhancedPacketView packet)
        {
            var number = BinaryPrimitives.ReadUInt32BigEndian(packet.Data[Frames.NumberOffset..]);
            var rest = packet.Data[(Frames.NumberOffset + 4)..];
            if (number != _records || packet.PacketId != _records + 1 || rest.ContainsAnyExcept((byte)0x5a))
                Complaint ??= $"record {_records} is frame {number} with id {packet.PacketId}, {packet.Data.Length} bytes";
        }
    }
}
