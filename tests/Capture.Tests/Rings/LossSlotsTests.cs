using Capture.Hooks;
using Capture.Records;
using Capture.Rings;

namespace Capture.Tests.Rings;

/// <summary>Slots are taken, given back and had again; what was counted there stays its point's.</summary>
public sealed class LossSlotsTests
{
    [Fact]
    public void The_first_slots_that_are_free_next_to_each_other_are_taken()
    {
        var allocator = new SlotAllocator(8);
        var slots = new LossSlots(8, [], allocator.Free);
        Assert.Equal(new SlotRange(0, 3), allocator.TryTake(3));
        Assert.Equal(new SlotRange(3, 2), allocator.TryTake(2));
        GiveBack(slots, new(0, 3));
        Assert.Equal(new SlotRange(5, 3), allocator.TryTake(3)); // and not what was given back and is not settled
        slots.Free(slots.TakeSettled(ulong.MaxValue)!.Value);
        Assert.Null(allocator.TryTake(4));
        Assert.Equal(new SlotRange(0, 1), allocator.TryTake(1));
        Assert.Equal(new SlotRange(1, 2), allocator.TryTake(2));
        Assert.Null(allocator.TryTake(1));
    }

    [Fact]
    public void A_slot_is_settled_once_everything_up_to_when_it_was_given_back_was_read()
    {
        var slots = new LossSlots(8, []);
        slots.Release(new SlotRange(0, 1), 100);
        slots.Release(new SlotRange(1, 1), 200);
        Assert.Null(slots.TakeSettled(100));
        Assert.Equal(0, slots.TakeSettled(101)!.Value.First);
        Assert.Null(slots.TakeSettled(101));
        Assert.Equal(1, slots.TakeSettled(201)!.Value.First);
    }

    [Fact]
    public void What_a_point_has_lost_stays_its_own_when_another_gets_the_slot_and_goes_on_when_it_comes_back()
    {
        using var bench = new MergeBench(rings: 2, points: 1);
        bench.Rings[0].Lose(0, stamp: 10);
        bench.Rings[1].Lose(0, stamp: 20);
        bench.Slots.Release(new(0, 1), 30);
        bench.Collect(now: 20_000 + 40);
        Take(bench, slot: 0, point: 1);
        bench.Rings[1].Lose(0, stamp: 50);
        Take(bench, slot: 2, point: 0);
        bench.Rings[0].Lose(2, stamp: 60);
        Assert.Equal([[2ul, 1ul], [0ul, 1ul]], bench.Slots.Lost());
    }

    [Fact]
    public void A_record_that_was_not_read_when_its_slot_was_given_back_is_its_points_all_the_same()
    {
        using var bench = new MergeBench(rings: 1, points: 1);
        bench.Rings[0].Write(new Seen(10, [1]));
        bench.Slots.Release(new(0, 1), 30);
        Assert.Empty(bench.Collect(now: 20_000 + 5));
        Assert.Equal(2, bench.Allocator.TryTake(1)!.Value.First); // not yet another's
        Assert.Equal(0u, bench.Collect(now: 20_000 + 40).Single().Point);
        Take(bench, slot: 0, point: 1);
        bench.Rings[0].Write(new Seen(50, [1]));
        Assert.Equal(1u, bench.Collect().Single().Point);
        Assert.Equal((1ul, 1ul), (bench.Counts.CapturedAt(0), bench.Counts.CapturedAt(1)));
    }

    [Fact]
    public void Losses_that_are_still_to_be_told_when_a_slot_becomes_anothers_are_told_by_their_point_when_it_comes_back()
    {
        using var bench = new MergeBench(rings: 2, points: 1);
        bench.Rings[1].Lose(0, stamp: 20);
        bench.Rings[1].Lose(0, stamp: 25);
        bench.Slots.Release(new(0, 1), 30);
        bench.Collect(now: 20_000 + 40);
        Take(bench, slot: 0, point: 1);
        Take(bench, slot: 2, point: 0);
        bench.Rings[1].Lose(0, stamp: 50);
        bench.Rings[0].Write(new Seen(60, [1])); // the new one's at the old slot
        bench.Rings[0].Write(new Seen(61, [1]) { Point = 2 });
        Assert.Equal([(1u, 1ul), (0u, 2ul)], bench.Collect().Select(record => (record.Point, record.DropCount!.Value)));
    }

    [Fact]
    public void More_points_come_by_and_by_than_there_are_slots()
    {
        using var bench = new MergeBench(rings: 1, points: 1);
        var now = 0ul;
        for (var point = 1; point < 5000; point++)
        {
            var range = bench.Allocator.TryTake(1)!.Value;
            bench.Slots.Bind(range, [point]);
            bench.Rings[0].Lose(range.First, now += 10);
            bench.Rings[0].Write(new Seen(now += 10, [1]) { Point = (uint)range.First });
            bench.Slots.Release(range, now += 10);
            var record = Assert.Single(bench.Collect(now: 20_000 + (now += 10)));
            bench.Merger.GiveBack();
            Assert.Equal(((uint)point, 1ul), (record.Point, record.DropCount));
        }

        Assert.InRange(bench.Slots.End, 1, 4);
        Assert.Equal(4999, Enumerable.Range(0, bench.Slots.Points).Sum(point => (int)bench.Counts.CapturedAt(point)));
        Assert.Equal(4999, bench.Slots.Lost().Sum(lost => (int)lost[0]));
    }

    [Fact]
    public void Slots_are_had_again_also_while_younger_records_have_to_wait()
    {
        using var bench = new MergeBench(rings: 1);
        bench.Rings[0].Write(new Seen(10, [1]));
        bench.Rings[0].Write(new Seen(50, [1]) { Point = 1 });
        bench.Slots.Release(new(0, 1), 30);

        bench.Batch.Clear();
        bench.Merger.Refresh(MergeBench.Late);
        bench.Merger.Fill(bench.Batch, until: 40, long.MaxValue); // another source may still come up with older packets

        Assert.Equal(1, bench.Batch.Records);
        Assert.Equal(0, bench.Allocator.TryTake(1)!.Value.First);
    }

    private static void Take(MergeBench bench, int slot, int point)
    {
        Assert.Equal(slot, bench.Allocator.TryTake(1)!.Value.First);
        bench.Slots.Bind(new(slot, 1), [point]);
    }

    private static void GiveBack(LossSlots slots, SlotRange range) => slots.Release(range, 1);
}
