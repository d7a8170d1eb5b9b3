using System.Buffers.Binary;
using CsCheck;

namespace Capture.Tests.Rings;

public sealed class MergeOrderTests
{
    // Few different stamps, so that rings often have equal ones.
    private static readonly Gen<ulong[][]> Stamps =
        Gen.ULong[1, 400].Array[0, 60].Select(stamps => stamps.Order().ToArray()).Array[1, 8];

    [Fact]
    public void Rings_merge_into_ascending_order_with_every_record_once() => Stamps.Sample(stamps =>
    {
        using var bench = new MergeBench(stamps.Length);
        Fill(bench, stamps);
        var merged = bench.Collect();

        Assert.Equal(stamps.SelectMany(ring => ring).Order(), merged.Select(record => record.Stamp));
        AssertEachOnceInItsRingsOrder(stamps, merged);
        Assert.Equal(Enumerable.Range(1, merged.Count).Select(id => (ulong)id), merged.Select(record => record.Id));
        Assert.Equal((ulong)merged.Count, bench.Counts.CapturedAt(0));
        Assert.False(bench.Merger.HasPending);
    });

    [Fact]
    public void Rounds_at_any_time_and_of_any_size_give_the_same_stream()
    {
        var rounds = Gen.Select(Gen.ULong[0, 450], Gen.Long[1, 50]).Array[0, 12];
        Gen.Select(Stamps, rounds).Sample((stamps, some) =>
        {
            using var bench = new MergeBench(stamps.Length);
            Fill(bench, stamps);
            var merged = new List<Merged>();
            foreach (var (now, limit) in some)
            {
                var part = bench.Collect(now + 20_000, limit);
                Assert.InRange(part.Count, 0, limit);
                Assert.All(part, record => Assert.InRange(record.Stamp, 0ul, now));
                merged.AddRange(part);
                bench.Merger.GiveBack();
            }

            merged.AddRange(bench.Collect(everything: true));
            Assert.Equal(stamps.SelectMany(ring => ring).Order(), merged.Select(record => record.Stamp));
            AssertEachOnceInItsRingsOrder(stamps, merged);
            Assert.Equal(Enumerable.Range(1, merged.Count).Select(id => (ulong)id), merged.Select(record => record.Id));
        });
    }

    [Fact]
    public void A_stamp_that_steps_back_a_little_does_not_in_the_file()
    {
        using var bench = new MergeBench(rings: 1);
        foreach (ulong stamp in (ulong[])[500, 498, 501])
            bench.Rings[0].Write(new Seen(stamp, [1]));
        Assert.Equal([500ul, 500, 501], bench.Collect().Select(record => record.Stamp));
    }

    [Fact]
    public void A_busy_ring_holds_back_newer_records_of_the_others_until_it_is_free()
    {
        using var bench = new MergeBench(rings: 2);
        var (slow, fast) = (bench.Rings[0], bench.Rings[1]);
        Assert.Empty(bench.Collect(now: 20_000 + 150));

        slow.Busy = true; // stamped at 200, not yet published
        fast.Write(new Seen(140, [1]));
        fast.Write(new Seen(300, [2]));
        Assert.Equal([140ul], bench.Collect().Select(record => record.Stamp));
        Assert.True(bench.Merger.HasPending);
        Assert.Empty(bench.Collect());

        slow.Write(new Seen(200, [3]));
        Assert.Empty(bench.Collect());
        slow.Busy = false;
        Assert.Equal([200ul, 300], bench.Collect().Select(record => record.Stamp));
        Assert.False(bench.Merger.HasPending);
    }

    [Fact]
    public void A_packet_that_waits_for_its_exit_holds_back_newer_records_of_other_rings()
    {
        using var bench = new MergeBench(rings: 2);
        var (slow, fast) = (bench.Rings[0], bench.Rings[1]);
        Assert.Empty(bench.Collect(now: 20_000 + 150));

        slow.Pending = 7; // stamped at 200, not yet published
        fast.Write(new Seen(300, [2]));
        Assert.Empty(bench.Collect());

        slow.Write(new Seen(200, [3]));
        slow.Pending = 0;
        Assert.Equal([200ul, 300], bench.Collect().Select(record => record.Stamp));
    }

    [Fact]
    public void A_packet_whose_exit_was_missed_holds_back_nothing_for_ever()
    {
        using var bench = new MergeBench(rings: 2);
        var (stuck, other) = (bench.Rings[0], bench.Rings[1]);
        stuck.Pending = 7;
        other.Write(new Seen(300, [2]));
        const ulong Second = 1_000_000_000;
        Assert.Empty(bench.Collect(now: Second));
        Assert.Empty(bench.Collect(now: Second + 100_000_000));

        bench.Collect(now: 2 * Second);
        Assert.Equal(300ul, Assert.Single(bench.Collect(now: 2 * Second + 1)).Stamp);

        stuck.Pending = 8; // the next one is waited for again
        other.Write(new Seen(2 * Second, [2]));
        Assert.Empty(bench.Collect(now: 3 * Second));
    }

    [Fact]
    public void A_record_younger_than_the_look_at_the_rings_waits_for_the_next()
    {
        using var bench = new MergeBench(rings: 2);
        bench.Rings[0].Write(new Seen(100_000, [1]));
        Assert.Empty(bench.Collect(now: 100_000));
        Assert.Empty(bench.Collect(now: 119_999));
        Assert.True(bench.Merger.HasPending);
        Assert.Single(bench.Collect(now: 120_000));
    }

    [Fact]
    public void At_the_end_nothing_is_held_back()
    {
        using var bench = new MergeBench(rings: 2);
        bench.Rings[0].Busy = true;
        bench.Rings[1].Write(new Seen(300, [1]));
        Assert.Empty(bench.Collect());
        Assert.Single(bench.Collect(everything: true));
    }

    [Fact]
    public void Looking_for_packets_allocates_nothing()
    {
        using var bench = new MergeBench(rings: 4);
        bench.Rings[0].Write(new Seen(1, [1]));
        bench.Fill();
        for (var i = 0; i < 400; i++)
            bench.Rings[i % 4].Write(new Seen((ulong)i + 10, new byte[60]));

        var before = GC.GetAllocatedBytesForCurrentThread();
        bench.Fill();
        bench.Merger.GiveBack();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(400, bench.Batch.Records);
    }

    private static void Fill(MergeBench bench, ulong[][] stamps)
    {
        for (var ring = 0; ring < stamps.Length; ring++)
        {
            for (var i = 0; i < stamps[ring].Length; i++)
            {
                var data = new byte[8];
                BinaryPrimitives.WriteInt32LittleEndian(data, ring);
                BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(4), i);
                Assert.True(bench.Rings[ring].Write(new Seen(stamps[ring][i], data)));
            }
        }
    }

    private static void AssertEachOnceInItsRingsOrder(ulong[][] stamps, List<Merged> merged)
    {
        var next = new int[stamps.Length];
        foreach (var record in merged)
        {
            var ring = BinaryPrimitives.ReadInt32LittleEndian(record.Data);
            Assert.Equal(next[ring]++, BinaryPrimitives.ReadInt32LittleEndian(record.Data.AsSpan(4)));
        }

        Assert.Equal(stamps.Select(ring => ring.Length), next);
    }
}
