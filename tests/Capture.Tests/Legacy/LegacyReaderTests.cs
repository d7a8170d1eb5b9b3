using Capture.Legacy;
using Capture.Reasons;
using Capture.Sinks;
using Capture.Tests.Sinks;
using Ebpf.Sys;
using PacketFiles;

namespace Capture.Tests.Legacy;

/// <summary>From the sources to the sink, without libpcap.</summary>
public sealed class LegacyReaderTests : IDisposable
{
    private static readonly CaptureReason s_gone = new LibPcapEnded("eth0", "gone"), s_goneToo = new LibPcapEnded("eth1", "gone too");

    private readonly CaptureRequests _requests = new();
    private readonly FakeFile _file = new(FileKind.Regular);
    private readonly FakeWatch _watch = new();

    public void Dispose()
    {
        _watch.Dispose();
        _requests.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void Packets_become_blocks_of_their_interface()
    {
        var reader = Reader(out var sink, Packets(1, 4), Packets(2, 3, 5));
        reader.Run(sink, _requests, limit: 5);
        sink.End(reader.Statistics(), 1, 2);

        var found = new List<(uint, ulong, uint, int)>();
        var received = new List<ulong?>();
        foreach (var block in new PcapNgReader(_file.Content.ToArray()))
        {
            if (block.Type == BlockType.EnhancedPacket && block.ReadEnhancedPacket() is var packet)
                found.Add((packet.InterfaceId, packet.Timestamp, packet.OriginalLength, packet.CapturedLength));
            else if (block.Type == BlockType.InterfaceStatistics)
                received.Add(block.ReadInterfaceStatistics().Received);
        }

        Assert.Equal([(0, 1, 61, 60), (1, 2, 61, 60), (1, 3, 61, 60), (0, 4, 61, 60), (1, 5, 61, 60)], found);
        Assert.Equal([2, 3], received);
    }

    [Fact]
    public void A_limit_is_kept_to_the_packet()
    {
        var reader = Reader(out var sink, Packets([.. Enumerable.Range(1, 100)]));

        reader.Run(sink, _requests, limit: 7);

        Assert.Equal(7, reader.Kept);
        Assert.Equal(7ul, reader.Statistics().Single().Captured);
    }

    [Fact]
    public void A_stop_ends_it_with_everything_stamped_before_it()
    {
        var reader = Reader(out var sink, Packets(1, 2, 3), [new(long.MaxValue / 2, 0)]);
        _requests.Stop();

        reader.Run(sink, _requests, long.MaxValue);

        Assert.Equal([3ul, 0ul], reader.Statistics().Select(one => one.Captured));
    }

    [Fact]
    public void A_source_that_ends_leaves_the_others_going()
    {
        var reader = Reader(out var sink, [Source(Packets(1, 5), new CaptureException(s_gone)), Source(Packets(2, 9), null)]);

        reader.Run(sink, _requests, limit: 4);

        Assert.Equal([2ul, 2ul], reader.Statistics().Select(one => one.Captured));
        Assert.Equal([(0, s_gone)], _watch.Left);
    }

    [Fact]
    public void The_last_source_that_ends_ends_it_with_the_packets_of_all_written()
    {
        var reader = Reader(
            out var sink, [Source(Packets(1, 5), new CaptureException(s_gone)), Source(Packets(2, 9), new CaptureException(s_goneToo))]);

        reader.Run(sink, _requests, long.MaxValue);

        Assert.Equal(4, reader.Kept);
        Assert.Equal([(0, s_gone), (1, s_goneToo)], _watch.Left.OrderBy(one => one.Source));
    }

    [Fact]
    public void What_the_kernel_had_no_room_for_is_in_the_statistics()
    {
        var source = Source(Packets(1), null);
        source.Dropped = 17;
        var reader = Reader(out var sink, [source]);

        reader.Run(sink, _requests, limit: 1);

        Assert.Equal((1ul, 17ul), (reader.Statistics().Single().Captured, reader.Statistics().Single().Lost));
    }

    [Fact]
    public void A_full_disk_leaves_only_what_was_kept_in_the_counts()
    {
        var reader = Reader(out var sink, Packets(1, 2, 5), Packets(3, 4, 6));
        // Of blocks of 28 + 60 + 4 + 4 bytes, four and a half.
        _file.Capacity = _file.Content.Count + 4 * 96 + 48;

        var failure = Assert.Throws<OutputFailedException>(() => reader.Run(sink, _requests, limit: 6));

        Assert.Equal((4, 4), (failure.RecordsKept, reader.Kept));
        Assert.Equal([2ul, 2ul], reader.Statistics().Select(one => one.Captured));
    }

    [Fact]
    public void Moving_packets_allocates_nothing_for_each()
    {
        Assert.Equal(AllocatedFor(1000), AllocatedFor(20_000));

        static long AllocatedFor(int count)
        {
            using var requests = new CaptureRequests();
            using var watch = new FakeWatch();
            using var sink = new PcapSink(OutputStream.Open("/dev/null"), new PcapFileHeader { SnapLength = 60 });
            var reader = new LegacyReader(
                [Source(Packets([.. Enumerable.Range(1, count)]), null), Source([], null)], [Point(0), Point(1)], snapLength: 60, watch);
            sink.Begin();
            var before = GC.GetAllocatedBytesForCurrentThread();
            reader.Run(sink, requests, count);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private LegacyReader Reader(out PcapNgSink sink, params Coming[][] coming) =>
        Reader(out sink, [.. coming.Select(packets => Source(packets, null))]);

    private LegacyReader Reader(out PcapNgSink sink, FakeSource[] sources)
    {
        CapturePoint[] points = [.. sources.Select((_, index) => Point((uint)index))];
        var output = new OutputStream(_file, "fake", isOurs: true);
        sink = new PcapNgSink(output, new SectionHeader(), point => new InterfaceDescription { Name = point.InterfaceName });
        sink.Begin();
        sink.AddPoints(points);
        return new LegacyReader(sources, points, snapLength: 60, _watch);
    }

    private static CapturePoint Point(uint id) => new(id, $"eth{id}", (int)id + 1, 0, "", CapturePosition.Entry) { IsLegacy = true };

    private static FakeSource Source(IReadOnlyList<Coming> coming, CaptureException? failure) =>
        new(() => 1, coming) { Failure = failure };

    /// <summary>Packets stamped soon after 1970, and to be seen at once.</summary>
    private static Coming[] Packets(params int[] stamps) => [.. stamps.Select(stamp => new Coming(stamp, 0))];
}
