using Capture.Stages;
using Capture.Tests.Rings;
using CsCheck;

namespace Capture.Tests.Stages;

/// <summary>--only-modified: all of a packet's records or none, by what differs between them.</summary>
public sealed class ModifiedPacketsTests
{
    private const int ComparedPoint = 9;

    private static readonly byte[] s_bytes = [1, 2, 3, 4, 5];

    [Fact]
    public void A_packet_that_stays_as_it_is_is_dropped_and_takes_no_id()
    {
        using var bench = Bench();
        bench.Rings[0].WriteAtOnce((Entry(10, s_bytes), false), (Exit(11, s_bytes), false));
        bench.Rings[0].WriteAtOnce((Entry(20, s_bytes), false), (Exit(21, [1, 2, 3, 4, 6]), false));
        bench.Rings[0].WriteAtOnce((Entry(30, s_bytes), false), (Exit(31, s_bytes), false));

        Assert.Equal([(20ul, 1ul), (21, 1)], bench.Collect().Select(record => (record.Stamp, record.Id)));
        Assert.Equal((1ul, 1ul), (bench.Counts.CapturedAt(0), bench.Counts.CapturedAt(1)));
        Assert.True(bench.Merger.TakeDropped() > 0);
        bench.Merger.GiveBack();
        Assert.Equal(bench.Rings[0].Head, bench.Rings[0].Tail);
    }

    [Fact]
    public void Another_length_is_a_change_though_the_bytes_kept_are_the_same()
    {
        using var bench = Bench();
        bench.Rings[0].WriteAtOnce((Entry(10, s_bytes) with { OriginalLength = 9 }, false), (Exit(11, s_bytes), false));
        Assert.Equal(2, bench.Collect().Count);
    }

    [Fact]
    public void A_first_byte_that_moved_is_a_change_though_the_bytes_are_the_same()
    {
        using var bench = Bench();
        bench.Rings[0].WriteAtOnce((Entry(10, s_bytes), false), (Exit(11, s_bytes), true));
        Assert.Equal([1ul, 1], bench.Collect().Select(record => record.Id));
    }

    [Fact]
    public void What_one_program_of_a_chain_changes_and_another_changes_back_is_a_change()
    {
        using var bench = Bench();
        bench.Rings[0].WriteAtOnce((Entry(10, s_bytes), false), (Exit(11, [0]), false), (Exit(12, s_bytes), false));
        Assert.Equal(3, bench.Collect().Count);
    }

    [Fact]
    public void A_record_for_comparison_is_never_handed_on()
    {
        using var bench = Bench();
        bench.Rings[0].WriteAtOnce((Entry(10, s_bytes), false), (Exit(11, [7]) with { Point = ComparedPoint }, false));
        Assert.Equal(10ul, Assert.Single(bench.Collect()).Stamp);
    }

    [Fact]
    public void All_bytes_are_compared_and_as_many_are_handed_on_as_were_asked_for()
    {
        using var bench = Bench(snapLength: 2);
        bench.Rings[0].WriteAtOnce((Entry(10, s_bytes), false), (Exit(11, [1, 2, 3, 4, 6]), false));
        Assert.Equal([[1, 2], [1, 2]], bench.Collect().Select(record => record.Data));
    }

    [Fact]
    public void Cut_records_are_whole_blocks_with_their_options() =>
        Gen.Select(Gen.Byte.Array[1, 80], Gen.UInt[1, 90], Gen.UInt[0, 5]).Sample((bytes, snapLength, queue) =>
        {
            using var bench = Bench(snapLength);
            byte[] changed = [.. bytes[..^1], (byte)~bytes[^1]];
            bench.Rings[0].WriteAtOnce(
                (Entry(10, bytes) with { Queue = queue }, false), (Exit(11, changed) with { Verdict = 3, Queue = queue }, false));

            var records = bench.Collect();
            var length = Math.Min(bytes.Length, (int)snapLength);
            Assert.Equal([bytes[..length], changed[..length]], records.Select(record => record.Data));
            Assert.Equal([null, 3ul], records.Select(record => record.Verdict));
            Assert.All(records, record => Assert.Equal(((uint)bytes.Length, queue), (record.OriginalLength, record.Queue)));
        });

    private static MergeBench Bench(uint snapLength = 1000) => new(rings: 1, points: ComparedPoint, modified: new ModifiedPackets(snapLength));

    private static Seen Entry(ulong stamp, byte[] bytes) => new(stamp, bytes);

    private static Seen Exit(ulong stamp, byte[] bytes) => new(stamp, bytes) { Point = 1, Verdict = 2 };
}
