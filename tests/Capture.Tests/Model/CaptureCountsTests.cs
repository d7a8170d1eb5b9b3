using Capture.Model;
using Capture.Output;
using Capture.Sinks;
using Capture.Tests.Output;
using CsCheck;
using Linux.Files;
using PacketFiles;

namespace Capture.Tests.Model;

/// <summary>What is counted is what is in the output, wherever that ended.</summary>
public sealed class CaptureCountsTests
{
    private const int Points = 5;

    private const uint SnapLength = 40;

    /// <summary>Packets of some points: whole, cut because no more was wanted, or though it was; with and without drop counts.</summary>
    private static readonly Gen<byte[][]> s_blocks = Gen.Select(
        Gen.UInt[0, Points - 1], Gen.Int[0, 60], Gen.UInt[0, 30], Gen.ULong[0, 3]).Array[0, 40].Select(packets =>
            packets.Select((packet, index) => FakeRecords.Block(new EnhancedPacket
            {
                InterfaceId = packet.Item1,
                Timestamp = (ulong)index,
                Data = new byte[packet.Item2],
                OriginalLength = (uint)packet.Item2 + packet.Item3,
                DropCount = packet.Item4 == 0 ? null : packet.Item4,
            })).ToArray());

    [Fact]
    public void A_batch_that_was_kept_is_counted_as_a_walk_over_it_would() => s_blocks.Sample(blocks =>
    {
        var counts = new CaptureCounts();
        counts.Add(FakeRecords.Batch(blocks, 3, SnapLength), blocks.Length);
        AssertCounts(blocks, counts);
    });

    [Fact]
    public void Of_one_that_was_kept_in_part_the_first_records_are_counted() =>
        Gen.Select(s_blocks, Gen.Int[0, 40]).Sample((blocks, kept) =>
        {
            kept = Math.Min(kept, blocks.Length);
            var counts = new CaptureCounts();
            counts.Add(FakeRecords.Batch(blocks, 3, SnapLength), kept);
            AssertCounts(blocks[..kept], counts);
        });

    [Fact]
    public void Wherever_the_disk_fills_up_the_counts_are_what_the_file_holds() =>
        Gen.Select(s_blocks.Array[1, 3], Gen.Int[0, 6000], Gen.Int[1, 5], Gen.Int[1, 200].Array[0, 9]).Sample((batches, room, perSpan, takes) =>
        {
            var file = new FakeFile(FileKind.Regular) { Capacity = room };
            foreach (var take in takes)
                file.Takes.Enqueue(take);
            var sink = new PcapNgSink(new SectionHeader(), _ => new InterfaceDescription());
            var counts = new CaptureCounts();
            sink.AddPoints([.. Enumerable.Repeat(FakeRecords.Entry, Points)]);
            sink.Begin(new OutputStream(file, "fake", isOurs: true));
            foreach (var blocks in batches)
            {
                var batch = FakeRecords.Batch(blocks, perSpan, SnapLength);
                var before = file.Content.Count;
                var kept = sink.Write(batch);
                Assert.Equal(kept, batch.WholeWithin(file.Content.Count - before).Records);
                Assert.True(kept == batch.Records || sink.Ended is not null);
                counts.Add(batch, kept);
            }

            AssertCounts(PacketsIn(file), counts);
        });

    [Fact]
    public void Points_that_had_nothing_count_nothing_and_there_is_no_limit_to_their_number()
    {
        var counts = new CaptureCounts();
        var block = FakeRecords.Block(new EnhancedPacket { InterfaceId = 100_000, DropCount = 2 });
        counts.Add(FakeRecords.Batch([block]), 1);
        Assert.Equal((1ul, 2ul), (counts.CapturedAt(100_000), counts.ToldAt(100_000)));
        Assert.Equal((0ul, 0ul), (counts.CapturedAt(99_999), counts.ToldAt(1_000_000)));
    }

    [Fact]
    public void Counting_allocates_nothing_once_a_point_is_known()
    {
        var batch = FakeRecords.Batch(1000, 10);
        var counts = new CaptureCounts();
        counts.Add(batch, 1000);
        counts.Add(batch, 7);
        var before = GC.GetAllocatedBytesForCurrentThread();
        counts.Add(batch, 1000);
        counts.Add(batch, 999);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(3006, counts.Records);
    }

    private static void AssertCounts(byte[][] blocks, CaptureCounts counts)
    {
        var (captured, told, cut) = (new ulong[Points], new ulong[Points], 0ul);
        foreach (var block in blocks)
        {
            Assert.True(EnhancedPacketView.TryParse(block, out var packet));
            captured[packet.InterfaceId]++;
            told[packet.InterfaceId] += packet.DropCount ?? 0;
            cut += packet.CapturedLength < Math.Min(SnapLength, packet.OriginalLength) ? 1u : 0;
        }

        Assert.Equal((blocks.Length, cut), (counts.Records, counts.Cut));
        Assert.Equal(captured, Enumerable.Range(0, Points).Select(counts.CapturedAt));
        Assert.Equal(told, Enumerable.Range(0, Points).Select(counts.ToldAt));
    }

    private static byte[][] PacketsIn(FakeFile file)
    {
        var packets = new List<byte[]>();
        foreach (var block in new PcapNgReader(file.Content.ToArray()))
        {
            if (block.Type == BlockType.EnhancedPacket)
                packets.Add(block.Bytes.ToArray());
        }

        return [.. packets];
    }
}
