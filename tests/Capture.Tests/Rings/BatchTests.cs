using Capture.Model;

namespace Capture.Tests.Rings;

public sealed class BatchTests
{
    [Fact]
    public void Records_that_follow_each_other_are_one_span()
    {
        using var bench = new MergeBench(rings: 2);
        foreach (ulong stamp in (ulong[])[10, 20, 30, 60])
            bench.Rings[0].Write(new Seen(stamp, [1]));
        foreach (ulong stamp in (ulong[])[40, 50])
            bench.Rings[1].Write(new Seen(stamp, [1]));
        Assert.Equal(6, bench.Collect().Count);
        Assert.Equal(3, bench.Batch.Spans.Length);
    }

    [Fact]
    public void No_more_than_the_limit_is_taken_and_the_rest_stays()
    {
        using var bench = new MergeBench(rings: 2);
        for (var i = 0; i < 10; i++)
            bench.Rings[i % 2].Write(new Seen((ulong)i + 1, [1]));
        Assert.Equal([1ul, 2, 3], bench.Collect(limit: 3).Select(record => record.Stamp));
        Assert.True(bench.Merger.HasPending);
        Assert.Equal(3ul, bench.Counts.CapturedAt(0));
        Assert.Empty(bench.Collect(limit: 0));
        Assert.Equal([4ul, 5, 6, 7, 8, 9, 10], bench.Collect().Select(record => record.Stamp));
    }

    [Fact]
    public void A_limit_stops_within_a_run_of_one_ring()
    {
        using var bench = new MergeBench(rings: 1);
        for (ulong stamp = 1; stamp <= 5; stamp++)
            bench.Rings[0].Write(new Seen(stamp, [1]));
        Assert.Equal(2, bench.Collect(limit: 2).Count);
        bench.Merger.GiveBack();
        Assert.Equal([3ul, 4, 5], bench.Collect().Select(record => record.Stamp));
    }

    [Fact]
    public void A_batch_ends_when_its_spans_are_used_up()
    {
        using var bench = new MergeBench(rings: 2, dataSize: 1 << 18);
        for (var i = 0; i < 2 * PacketBatch.MaximumSpans; i++)
            Assert.True(bench.Rings[i % 2].Write(new Seen((ulong)i + 1, [1])));
        var first = bench.Collect();
        Assert.Equal(PacketBatch.MaximumSpans, bench.Batch.Spans.Length);
        Assert.Equal(PacketBatch.MaximumSpans, first.Count);
        Assert.True(bench.Merger.HasPending);
        bench.Merger.GiveBack();
        Assert.Equal(Stamps(PacketBatch.MaximumSpans + 1, PacketBatch.MaximumSpans), bench.Collect().Select(record => record.Stamp));
        Assert.False(bench.Merger.HasPending);
    }

    [Fact]
    public void A_batch_ends_after_four_mebibytes()
    {
        using var bench = new MergeBench(rings: 1, dataSize: 8 << 20, snapLength: 65536);
        for (ulong stamp = 1; stamp <= 120; stamp++)
            Assert.True(bench.Rings[0].Write(new Seen(stamp, new byte[65000])));
        var first = bench.Collect();
        Assert.InRange(bench.Batch.Bytes, PacketBatch.MaximumBytes, PacketBatch.MaximumBytes + 65536);
        Assert.Equal(1, bench.Batch.Spans.Length);
        Assert.Equal(Stamps(first.Count + 1, 120 - first.Count), bench.Collect().Select(record => record.Stamp));
    }

    [Fact]
    public void Space_is_given_back_only_when_told_to()
    {
        using var bench = new MergeBench(rings: 1);
        var ring = bench.Rings[0];
        ring.Write(new Seen(1, [1]));
        var afterFirst = ring.Head;
        ring.Write(new Seen(2, [1]));
        bench.Collect(limit: 1);
        Assert.Equal(0ul, ring.Tail);
        bench.Merger.GiveBack();
        Assert.Equal(afterFirst, ring.Tail);
        bench.Collect();
        bench.Merger.GiveBack();
        Assert.Equal(ring.Head, ring.Tail);
    }

    [Fact]
    public void A_full_ring_loses_until_space_is_given_back_and_then_tells_how_many()
    {
        using var bench = new MergeBench(rings: 1, dataSize: 4096, snapLength: 1024);
        var ring = bench.Rings[0];
        var kept = 0;
        while (ring.Write(new Seen((ulong)++kept, new byte[200])))
        {
        }

        kept--;
        Assert.False(ring.Write(new Seen(500, new byte[200])));
        Assert.Equal(kept, bench.Collect().Count);
        Assert.False(ring.Write(new Seen(501, new byte[200])));
        bench.Merger.GiveBack();
        Assert.True(ring.Write(new Seen(502, new byte[200])));
        Assert.True(PacketFiles.EnhancedPacketView.TryParse(Assert.Single(bench.Collect()).Block, out var view));
        Assert.Equal(3ul, view.DropCount);
        Assert.Equal(3ul, ring.Reader.LostAt(0));
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(4096ul - 4)]
    [InlineData(1ul << 40)]
    public void The_ring_wraps_with_the_record_at_its_end_in_one_piece(ulong position)
    {
        using var bench = new MergeBench(rings: 1, dataSize: 4096, snapLength: 1024, position: position);
        var ring = bench.Rings[0];
        var (dataStart, dataEnd) = (ring.AddressOf(0), ring.AddressOf(4096));
        var acrossTheEnd = 0;
        for (ulong stamp = 1; stamp <= 200; stamp++)
        {
            byte[] data = [.. Enumerable.Range(0, (int)(stamp * 37 % 1024) + 1).Select(i => (byte)(i + (int)stamp))];
            Assert.True(ring.Write(new Seen(stamp, data)));
            var record = Assert.Single(bench.Collect());
            Assert.Equal(stamp, record.Stamp);
            Assert.Equal(stamp, record.Id);
            Assert.Equal(data, record.Data);
            var (start, end) = Bounds(bench.Batch);
            Assert.InRange(start, dataStart, dataEnd - 4);
            Assert.InRange(end, start, ring.AddressOf(4096 + bench.Layout.Slack));
            acrossTheEnd += end > dataEnd ? 1 : 0;
            bench.Merger.GiveBack();
        }

        Assert.NotEqual(0, acrossTheEnd);
    }

    [Fact]
    public void A_span_ends_where_the_ring_wraps()
    {
        using var bench = new MergeBench(rings: 1, dataSize: 4096, snapLength: 1024, position: 4096 - 300);
        for (ulong stamp = 1; stamp <= 6; stamp++)
            Assert.True(bench.Rings[0].Write(new Seen(stamp, new byte[100])));
        Assert.Equal(Stamps(1, 6), bench.Collect().Select(record => record.Stamp));
        Assert.Equal(2, bench.Batch.Spans.Length);
    }

    [Fact]
    public void Records_the_output_did_not_keep_are_not_counted()
    {
        using var bench = new MergeBench(rings: 2);
        for (var i = 0; i < 10; i++)
            bench.Rings[i / 3 % 2].Write(new Seen((ulong)i + 1, new byte[i]) { Point = (uint)i % 2 });
        bench.Collect(kept: 7); // not numbers 7, 8 and 9: points 1, 0, 1
        Assert.Equal((10, 5ul, 5ul), (bench.Batch.Records, bench.Batch.Tally.At(0).Records, bench.Batch.Tally.At(1).Records));
        Assert.Equal((7, 4ul, 3ul), (bench.Counts.Records, bench.Counts.CapturedAt(0), bench.Counts.CapturedAt(1)));
    }

    private static IEnumerable<ulong> Stamps(int first, int count) => Enumerable.Range(first, count).Select(stamp => (ulong)stamp);

    private static unsafe (nint Start, nint End) Bounds(PacketBatch batch)
    {
        var span = batch.Spans[0];
        return ((nint)span.Base, (nint)span.Base + (nint)span.Length);
    }
}
