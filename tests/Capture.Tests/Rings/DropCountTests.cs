using Capture.Model;
using Capture.Records;
using Capture.Rings;
using Capture.Stages;
using Capture.Tests.Records;

namespace Capture.Tests.Rings;

/// <summary>Where in the file it is told what was lost: by the first record of the point that is later than the loss.</summary>
public sealed class DropCountTests
{
    [Fact]
    public void What_another_cpu_has_lost_is_told_by_the_first_record_after_it_and_not_before()
    {
        using var bench = new MergeBench(rings: 2);
        var (full, other) = (bench.Rings[1], bench.Rings[0]);
        other.Write(new Seen(100, [1]));
        full.Lose(0, stamp: 150);
        full.Lose(0, stamp: 200);
        other.Write(new Seen(200, [2])); // no later than the loss
        other.Write(new Seen(201, [3]));
        other.Write(new Seen(202, [4]));
        Assert.Equal([null, null, 2ul, null], Told(bench.Collect()));
        Assert.Equal(2ul, bench.Counts.ToldAt(0));
    }

    [Fact]
    public void A_point_tells_of_its_own_losses_alone()
    {
        using var bench = new MergeBench(rings: 2);
        bench.Rings[1].Lose(1, stamp: 100);
        bench.Rings[0].Write(new Seen(200, [1]));
        bench.Rings[0].Write(new Seen(300, [1]) { Point = 1, Verdict = 2 });
        Assert.Equal([null, 1ul], Told(bench.Collect()));
    }

    [Fact]
    public void Losses_of_several_cpus_are_told_as_one_number()
    {
        using var bench = new MergeBench(rings: 3);
        bench.Rings[0].Lose(0, stamp: 100);
        bench.Rings[1].Lose(0, stamp: 110);
        bench.Rings[2].Lose(0, stamp: 120);
        bench.Rings[2].Lose(0, stamp: 500);
        bench.Rings[0].Write(new Seen(300, [1])); // has room for its own CPU's
        bench.Rings[1].Write(new Seen(600, [2]));
        // The third CPU's two losses are one sample, whose latest one is not over at 300.
        Assert.Equal([2ul, 2ul], Told(bench.Collect()));
    }

    [Fact]
    public void What_was_lost_while_a_loss_is_still_to_be_told_is_told_by_the_next_look()
    {
        using var bench = new MergeBench(rings: 2);
        bench.Rings[1].Lose(0, stamp: 100);
        Assert.Empty(bench.Collect(now: 20_000 + 50));
        bench.Rings[1].Lose(0, stamp: 200);
        bench.Rings[0].Write(new Seen(150, [1]));
        Assert.Equal([1ul], Told(bench.Collect(now: 20_000 + 180)));
        bench.Rings[0].Write(new Seen(250, [1]));
        Assert.Equal([1ul], Told(bench.Collect()));
    }

    [Fact]
    public void A_loss_that_every_look_adds_to_is_told_all_the_same()
    {
        using var bench = new MergeBench(rings: 2);
        var told = 0ul;
        for (ulong look = 1; look <= 50; look++)
        {
            bench.Rings[0].Write(new Seen((look * 1000) - 500, [1]));
            bench.Rings[1].Lose(0, stamp: look * 1000);
            told += Told(bench.Collect(now: 20_000 + (look * 1000))).Single() ?? 0;
            Assert.Equal(look - 1, told);
        }
    }

    [Fact]
    public void A_nested_run_and_the_one_it_interrupts_have_stamps_of_their_own()
    {
        using var bench = new MergeBench(rings: 2);
        bench.Rings[1].Lose(0, stamp: 300, nested: true);
        bench.Rings[1].Lose(0, stamp: 200); // looked at the clock before it was interrupted
        bench.Rings[0].Write(new Seen(250, [1]));
        bench.Rings[0].Write(new Seen(301, [1]));
        Assert.Equal([null, 2ul], Told(bench.Collect()));
    }

    [Fact]
    public void A_record_without_room_for_the_number_is_copied_whole_and_the_next_one_is_not()
    {
        using var bench = new MergeBench(rings: 2);
        Seen[] seen = [new(100, [1, 2, 3]) { Verdict = 3, Queue = 7, OriginalLength = 99 }, new(101, [4])];
        bench.Rings[1].Lose(0, stamp: 50);
        Assert.All(seen, one => Assert.True(bench.Rings[0].Write(one)));
        var blocks = bench.Collect().Select(record => record.Block);
        Assert.Equal([RecordTests.Expected(seen[0], id: 1, lost: 1), RecordTests.Expected(seen[1], id: 2, lost: 0)], blocks);
        Assert.Equal(2, bench.Batch.Spans.Length);
        bench.Merger.GiveBack();
        Assert.Equal(bench.Rings[0].Head, bench.Rings[0].Tail);
    }

    [Fact]
    public void Where_there_is_no_room_for_a_copy_a_later_record_tells()
    {
        using var bench = new MergeBench(rings: 2, copyBytes: 150);
        bench.Rings[1].Lose(0, stamp: 50);
        bench.Rings[1].Lose(1, stamp: 50);
        bench.Rings[0].Write(new Seen(100, new byte[200])); // too long
        bench.Rings[0].Write(new Seen(101, new byte[20]));
        bench.Rings[0].Write(new Seen(102, new byte[20]) { Point = 1 }); // no room beside the copy before
        Assert.Equal([null, 1ul, null], Told(bench.Collect()));
        bench.Rings[0].Write(new Seen(103, new byte[20]) { Point = 1 }); // the next batch has it again
        Assert.Equal([1ul], Told(bench.Collect()));
    }

    [Fact]
    public void The_longest_record_can_tell()
    {
        using var bench = new MergeBench(rings: 2, dataSize: 1 << 20, snapLength: RingLayout.MaximumSnapLength);
        bench.Rings[1].Lose(0, stamp: 50);
        Assert.True(bench.Rings[0].Write(new Seen(100, new byte[RingLayout.MaximumSnapLength]) { Verdict = 1 }));
        Assert.Equal([1ul], Told(bench.Collect()));
    }

    [Fact]
    public void A_full_batch_leaves_what_is_to_be_told_to_the_next()
    {
        using var bench = new MergeBench(rings: 2, dataSize: 1 << 18);
        for (var i = 0; i < PacketBatch.MaximumSpans; i++)
            bench.Rings[i % 2].Write(new Seen((ulong)i + 1, [1]));
        bench.Rings[0].Lose(0, stamp: 2000);
        bench.Rings[1].Write(new Seen(2001, [1])); // continues the last span, and could not if it were copied
        Assert.Equal(PacketBatch.MaximumSpans, bench.Collect().Count);
        Assert.Equal([1ul], Told(bench.Collect()));
    }

    [Fact]
    public void A_record_that_is_dropped_passes_on_what_it_had_to_tell()
    {
        using var bench = new MergeBench(rings: 1, points: 10, modified: new ModifiedPackets(1000));
        byte[] bytes = [1, 2, 3];
        bench.Rings[0].Lose(0, stamp: 5);
        bench.Rings[0].Lose(1, stamp: 5);
        bench.Rings[0].WriteAtOnce((new(10, bytes), false), (new(11, bytes) { Point = 1, Verdict = 2 }, false)); // unchanged
        bench.Rings[0].WriteAtOnce((new(20, bytes), false), (new(21, [1, 2, 4]) { Point = 1, Verdict = 2 }, false));
        Assert.Equal([1ul, 1ul], Told(bench.Collect()));
    }

    [Fact]
    public void A_record_that_is_cut_can_tell()
    {
        using var bench = new MergeBench(rings: 2, points: 10, modified: new ModifiedPackets(2));
        bench.Rings[1].Lose(1, stamp: 5);
        bench.Rings[0].WriteAtOnce((new(20, [1, 2, 3, 4, 5]), false), (new(21, [1]) { Point = 1, Verdict = 2 }, false));
        var records = bench.Collect();
        Assert.Equal([null, 1ul], Told(records));
        Assert.Equal([1, 2], records[0].Data);
    }

    [Fact]
    public void Losses_of_cpus_without_a_ring_and_runs_the_kernel_skipped_are_told_too()
    {
        var elsewhere = new Elsewhere();
        using var bench = new MergeBench(rings: 1, elsewhere: elsewhere);
        bench.Rings[0].Write(new Seen(100, [1]));
        elsewhere.Lose(stamp: 100);
        bench.Rings[0].Write(new Seen(101, [1]));
        Assert.Equal([null, 1ul], Told(bench.Collect()));
    }

    [Fact]
    public void What_is_lost_after_the_last_record_is_told_by_none()
    {
        using var bench = new MergeBench(rings: 2);
        bench.Rings[0].Write(new Seen(100, [1]));
        bench.Rings[0].Lose(0, stamp: 200);
        bench.Rings[1].Lose(0, stamp: 300);
        Assert.Equal([null], Told(bench.Collect(everything: true)));
        Assert.Equal(0ul, bench.Counts.ToldAt(0));
    }

    [Fact]
    public void What_records_tell_that_the_output_did_not_take_is_not_told()
    {
        using var bench = new MergeBench(rings: 2);
        for (ulong round = 0; round < 3; round++)
        {
            bench.Rings[1].Lose(0, stamp: (10 * round) + 1);
            bench.Rings[0].Lose(0, stamp: (10 * round) + 2);
            bench.Rings[0].Write(new Seen((10 * round) + 5, [1]));
        }

        bench.Collect(kept: 1); // the second CPU's three are one sample, told last
        Assert.Equal((3ul, 1ul, 1ul), (bench.Batch.Tally.At(0).Records, bench.Counts.CapturedAt(0), bench.Counts.ToldAt(0)));
        Assert.True(bench.Batch.Tally.At(0).Told > 1);
    }

    [Fact]
    public void Telling_allocates_nothing_once_something_was_lost_before()
    {
        using var bench = new MergeBench(rings: 2);
        var allocated = 0L;
        for (ulong now = 1; now < 200; now += 2)
        {
            bench.Rings[1].Lose(0, now);
            bench.Rings[0].Write(new Seen(now + 1, [1]));
            var before = GC.GetAllocatedBytesForCurrentThread();
            bench.Fill(now + 20_001);
            bench.Counts.Add(bench.Batch, bench.Batch.Records);
            bench.Merger.GiveBack();
            if (now > 3) // the first two make room for what they note down
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal((0, 100ul), (allocated, bench.Counts.ToldAt(0)));
    }

    [Fact]
    public unsafe void A_records_length_tells_whether_there_is_a_drop_count_in_it()
    {
        var record = stackalloc byte[64];
        foreach (var verdict in (bool[])[false, true])
        {
            var options = (uint)RecordLayout.OptionsSize(verdict);
            for (uint captured = 0; captured < 9; captured++)
            {
                *(uint*)(record + RecordLayout.CapturedLength) = captured;
                var length = RecordLayout.Packet + RecordLayout.Padded(captured) + options;
                Assert.False(RecordLayout.HasDropCount(record, length));
                Assert.True(RecordLayout.HasDropCount(record, length + RecordLayout.DropCountSize));
            }
        }
    }

    private static IEnumerable<ulong?> Told(List<Merged> records) => records.Select(record => record.DropCount);

    private sealed class Elsewhere : ILossCounters
    {
        public ulong Changes { get; private set; }

        public ulong LatestStamp { get; private set; }

        public ulong LostAt(int slot) => slot == 0 ? Changes : 0;

        public void Clear(int slot)
        {
        }

        public void Lose(ulong stamp) => (Changes, LatestStamp) = (Changes + 1, stamp);
    }
}
