using Capture.Model;
using Capture.Tests.Output;
using CsCheck;
using PacketFiles;

namespace Capture.Tests.Model;

/// <summary>Spans of whole blocks, and the one walk over them.</summary>
public sealed class PacketBatchTests
{
    [Fact]
    public void Foreach_goes_through_every_packet_in_order_however_they_lie_in_spans() =>
        Gen.Select(Gen.Int[0, 60], Gen.Int[1, 9]).Sample((count, perSpan) =>
        {
            var batch = FakeRecords.Batch(count, perSpan);
            var found = new List<byte[]>();
            foreach (var packet in batch)
                found.Add(packet.Block.ToArray());
            Assert.Equal(FakeRecords.Blocks(count), found);
            Assert.Equal((count, (count + perSpan - 1) / perSpan), (batch.Records, batch.Spans.Length));
            Assert.Equal(found.Sum(block => (long)block.Length), batch.Bytes);
        });

    [Fact]
    public void Going_through_them_allocates_nothing()
    {
        var batch = FakeRecords.Batch(1000, 3);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var bytes = 0L;
        foreach (var packet in batch)
            bytes += packet.BlockLength;
        Assert.Equal((0, batch.Bytes), (GC.GetAllocatedBytesForCurrentThread() - before, bytes));
    }

    [Fact]
    public void What_is_whole_within_so_many_bytes_is_known_at_every_byte()
    {
        var batch = FakeRecords.Batch(20, 3);
        var blocks = FakeRecords.Blocks(20);
        var (bytes, records) = (0L, 0);
        for (var accepted = 0L; accepted <= batch.Bytes; accepted++)
        {
            if (records < blocks.Length && accepted == bytes + blocks[records].Length)
                bytes += blocks[records++].Length;
            Assert.Equal((bytes, records), batch.WholeWithin(accepted));
        }

        Assert.Equal((batch.Bytes, 20), batch.WholeWithin(long.MaxValue));
    }

    [Fact]
    public void What_is_no_block_is_an_error_of_the_program()
    {
        var blocks = FakeRecords.Blocks(2);
        blocks[1][4] ^= 1;
        var batch = FakeRecords.Batch(blocks, 2);
        Assert.Throws<InvalidDataException>(() => batch.WholeWithin(long.MaxValue));
    }

    [Fact]
    public unsafe void An_emptied_batch_counts_anew()
    {
        var batch = FakeRecords.Batch(10, 1);
        batch.Clear();
        Assert.Equal((0, 0, 0), (batch.Records, batch.Bytes, batch.Spans.Length));
        var block = FakeRecords.Block(new EnhancedPacket { InterfaceId = 1, DropCount = 3 });
        Assert.True(batch.TryAppend((byte*)new PinnedSpans(block).Vectors[0].Base, (uint)block.Length, point: 1, told: 3));

        var counts = new CaptureCounts();
        counts.Add(batch, kept: 1);
        Assert.Equal((1, 0ul, 1ul, 3ul), (counts.Records, counts.CapturedAt(0), counts.CapturedAt(1), counts.ToldAt(1)));
    }
}
