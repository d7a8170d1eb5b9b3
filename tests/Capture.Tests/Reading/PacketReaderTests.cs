using Capture.Model;
using Capture.Output;
using Capture.Reading;
using Capture.Reasons;
using Capture.Records;
using Capture.Rings;
using Capture.Sinks;
using Capture.Sources;
using Capture.Stages;
using Capture.Tests.Output;
using Capture.Tests.Rings;
using Capture.Tests.Sources;
using Linux.Files;
using PacketFiles;

namespace Capture.Tests.Reading;

/// <summary>From the sources to the sink: taps, and rings beside them.</summary>
public sealed class PacketReaderTests : IDisposable
{
    private readonly CaptureRequests _requests = new();
    private readonly FakeFile _file = new(FileKind.Regular);
    private readonly FakeWatch _watch = new();
    private readonly SourceSet _sources = new();

    public void Dispose()
    {
        _sources.Dispose();
        _watch.Dispose();
        _requests.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void Packets_become_blocks_of_their_interface()
    {
        var reader = Reader(out var sink, Packets(1, 4), Packets(2, 3, 5));
        reader.Run(sink, _requests, limit: 5, _watch, Unasked);
        sink.End(Statistics(reader), 1, 2);

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

        reader.Run(sink, _requests, limit: 7, _watch, Unasked);

        Assert.Equal(7, reader.Counts.Records);
        Assert.Equal(7ul, reader.Counts.CapturedAt(0));
    }

    [Fact]
    public void A_stop_ends_it_with_everything_stamped_before_it()
    {
        var reader = Reader(out var sink, Packets(1, 2, 3), [new(long.MaxValue / 2, 0)]);
        _requests.Stop();

        reader.Run(sink, _requests, long.MaxValue, _watch, Unasked);
        _sources.End(1000);
        reader.Drain(sink, long.MaxValue);

        Assert.Equal((3ul, 0ul), (reader.Counts.CapturedAt(0), reader.Counts.CapturedAt(1)));
    }

    [Fact]
    public void A_source_that_ends_is_for_the_watch_to_see_to_and_leaves_the_others_going()
    {
        var gone = new TapSource(Tap(Packets(1, 5), new CaptureException(new LibPcapEnded("eth0", "gone"))), Point(0), 60, Clock);
        _sources.Add(gone);
        _sources.Add(new TapSource(Tap(Packets(2, 9), null), Point(1), 60, Clock));
        var reader = Reader(out var sink, 2);
        var looks = 0;
        _watch.OnLook = () =>
        {
            if (gone.HasEnded && ++looks == 1)
                _sources.Remove(gone);
        };

        reader.Run(sink, _requests, limit: 4, _watch, Unasked);

        Assert.Equal((2ul, 2ul), (reader.Counts.CapturedAt(0), reader.Counts.CapturedAt(1)));
    }

    [Fact]
    public void A_capture_that_is_over_ends_with_the_packets_of_all_written()
    {
        foreach (var (index, stamps) in new[] { Packets(1, 5), Packets(2, 9) }.Index())
            _sources.Add(new TapSource(Tap(stamps, new CaptureException(new LibPcapEnded("eth0", "gone"))), Point((uint)index), 60, Clock));
        var reader = Reader(out var sink, 2);
        _watch.OnLook = () => _watch.IsOver = _sources.HaveEnded;

        reader.Run(sink, _requests, long.MaxValue, _watch, Unasked);

        Assert.Equal(4, reader.Counts.Records);
    }

    [Fact]
    public void A_full_disk_leaves_only_what_was_kept_in_the_counts()
    {
        var reader = Reader(out var sink, Packets(1, 2, 5), Packets(3, 4, 6));
        // Of blocks of 28 + 60 + 4 + 4 bytes, four and a half.
        _file.Capacity = _file.Content.Count + 4 * 96 + 48;

        reader.Run(sink, _requests, limit: 6, _watch, Unasked);

        Assert.IsType<OutputFailed>(sink.Ended);
        Assert.Equal(4, reader.Counts.Records);
        Assert.Equal((2ul, 2ul), (reader.Counts.CapturedAt(0), reader.Counts.CapturedAt(1)));
    }

    [Fact]
    public void Records_of_rings_and_packets_of_taps_come_in_one_order_of_time()
    {
        using var ring = new FakeRing(new RingLayout(2, 65536, 2048));
        using var bell = new FakeBell();
        foreach (var stamp in (ulong[])[2, 3, 6])
            ring.Write(new Seen(stamp, new byte[60]) { Point = 1 });
        var slots = new LossSlots(2, [ring.Reader.Losses.Counters]);
        slots.Bind(new SlotRange(0, 2), [0, 1]);
        var merger = new RingMerger([ring.Reader], slots, Clock);
        _sources.Add(new RingSource([ring.Reader], merger, bell));
        _sources.Add(new TapSource(Tap(Packets(1, 4, 5), null), Point(0), 60, Clock));
        var reader = Reader(out var sink, 2);

        reader.Run(sink, _requests, limit: 6, _watch, Unasked);

        var found = new List<(uint, ulong)>();
        foreach (var block in new PcapNgReader(_file.Content.ToArray()))
        {
            if (block.Type == BlockType.EnhancedPacket && block.ReadEnhancedPacket() is var packet)
                found.Add((packet.InterfaceId, packet.Timestamp));
        }

        Assert.Equal([(0, 1), (1, 2), (1, 3), (0, 4), (0, 5), (1, 6)], found);
    }

    [Fact]
    public void Moving_packets_allocates_nothing_for_each()
    {
        AllocatedFor(20_000); // what the first of all needs once
        Assert.Equal(AllocatedFor(1000), AllocatedFor(20_000));

        static long AllocatedFor(int count)
        {
            using var requests = new CaptureRequests();
            using var watch = new FakeWatch();
            using var output = OutputStream.Open("/dev/null");
            using var sources = new SourceSet();
            var sink = new PcapSink(new PcapFileHeader { SnapLength = 60 });
            sources.Add(new TapSource(Tap(Packets([.. Enumerable.Range(1, count)]), null), Point(0), 60, Clock));
            sources.Add(new TapSource(Tap([], null), Point(1), 60, Clock));
            var reader = new PacketReader(sources, Clock, snapLength: 60);
            sink.Begin(output);
            var before = GC.GetAllocatedBytesForCurrentThread();
            reader.Run(sink, requests, count, watch, Unasked);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    /// <summary>Both clocks go alike, so that the stamps soon after 1970 are of long ago.</summary>
    private static WallClock Clock { get; } = new(() => 0, () => 0);

    private static void Unasked() => Assert.Fail("nobody asked for the counts");

    private PacketReader Reader(out PcapNgSink sink, params Coming[][] coming)
    {
        foreach (var (index, packets) in coming.Index())
            _sources.Add(new TapSource(Tap(packets, null), Point((uint)index), 60, Clock));
        return Reader(out sink, coming.Length);
    }

    private PacketReader Reader(out PcapNgSink sink, int points)
    {
        sink = new PcapNgSink(new SectionHeader(), point => new InterfaceDescription { Name = point.InterfaceName });
        sink.Begin(new OutputStream(_file, "fake", isOurs: true));
        sink.AddPoints([.. Enumerable.Range(0, points).Select(id => Point((uint)id))]);
        return new PacketReader(_sources, Clock, snapLength: 60);
    }

    private static List<PointStatistics> Statistics(PacketReader reader) =>
        [.. Enumerable.Range(0, 2).Select(id => new PointStatistics(Point((uint)id), reader.Counts.CapturedAt(id), 0))];

    private static CapturePoint Point(uint id) => new(id, $"eth{id}", (int)id + 1, 0, "", CapturePosition.Entry) { IsLegacy = true };

    private static FakeTap Tap(IReadOnlyList<Coming> coming, CaptureException? failure) => new(() => 1, coming) { Failure = failure };

    /// <summary>Packets stamped soon after 1970, and to be seen at once.</summary>
    private static Coming[] Packets(params int[] stamps) => [.. stamps.Select(stamp => new Coming(stamp, 0))];
}
