using Capture.Tests.Rings;
using CsCheck;
using PacketFiles;

namespace Capture.Tests.Records;

/// <summary>A record, once the merger has put stamp and id in, is the block the pcapng writer would write.</summary>
public sealed class RecordTests
{
    [Fact]
    public void A_finished_record_is_the_writers_block_byte_for_byte()
    {
        var cases =
            from data in Gen.Byte.Array[0, 70]
            from stamp in Gen.ULong[1, MergeBench.Late - 30_000]
            from point in Gen.UInt[0, 1]
            from queue in Gen.UInt
            from verdict in Gen.ULong[0, uint.MaxValue].Nullable()
            from cut in Gen.UInt[0, 5000]
            from lost in Gen.Int[0, 3]
            select (Seen: new Seen(stamp, data) { Point = point, Queue = queue, Verdict = verdict, OriginalLength = (uint)data.Length + cut }, Lost: lost);
        cases.Sample(sample =>
        {
            using var bench = new MergeBench(rings: 1);
            for (var i = 0; i < sample.Lost; i++)
                bench.Rings[0].Lose((int)sample.Seen.Point);
            Assert.True(bench.Rings[0].Write(sample.Seen));
            Assert.Equal(Expected(sample.Seen, id: 1, (ulong)sample.Lost), Assert.Single(bench.Collect()).Block);
        });
    }

    [Fact]
    public void What_was_lost_is_told_once_in_the_next_record_of_that_point()
    {
        using var bench = new MergeBench(rings: 1);
        var ring = bench.Rings[0];
        Seen[] seen = [new(100, [1]), new(200, [2]) { Point = 1 }, new(300, [3])];
        ring.Lose(0);
        ring.Lose(0);
        Assert.All(seen, one => Assert.True(ring.Write(one)));

        var blocks = bench.Collect().Select(record => record.Block).ToList();
        Assert.Equal([Expected(seen[0], 1, lost: 2), Expected(seen[1], 2, lost: 0), Expected(seen[2], 3, lost: 0)], blocks);
        Assert.Equal(2ul, ring.Reader.LostAt(0));
        Assert.Equal(0ul, ring.Reader.LostAt(1));
    }

    internal static byte[] Expected(Seen seen, ulong id, ulong lost) => FakeRecords.Block(new EnhancedPacket
    {
        InterfaceId = seen.Point,
        Timestamp = seen.Stamp + MergeBench.WallOffset,
        OriginalLength = seen.OriginalLength,
        Data = seen.Data,
        Flags = PacketFlags.Inbound,
        PacketId = id,
        Queue = seen.Queue,
        XdpVerdict = seen.Verdict,
        DropCount = lost == 0 ? null : lost,
    });
}
