using Capture.Model;
using CsCheck;

namespace Capture.Tests.Model;

/// <summary>What a part of a capture is closed with.</summary>
public sealed class PartStatisticsTests
{
    [Fact]
    public void What_was_counted_before_the_part_is_none_of_its_own()
    {
        var before = new PointStatistics(FakeRecords.Entry, 5, 6) { LostOnCpu = [1, 2], LostBySkip = 2, LostWithoutRing = 1, LostAtEnd = 1 };
        var end = new PointStatistics(FakeRecords.Entry, 15, 26) { LostOnCpu = [4, 14], LostBySkip = 5, LostWithoutRing = 3, LostAtEnd = 2 };

        var part = Assert.Single(PartStatistics.Since([before], [end]));

        Assert.Equal((FakeRecords.Entry, 10ul, 20ul), (part.Point, part.Captured, part.Lost));
        Assert.Equal([3ul, 12], part.LostOnCpu);
        Assert.Equal((3ul, 2ul, 2ul), (part.LostBySkip, part.LostWithoutRing, part.LostAtEnd));
    }

    [Fact]
    public void A_point_that_came_during_the_part_has_all_it_has()
    {
        var came = new PointStatistics(FakeRecords.Exit, 3, 2) { LostOnCpu = [2], LostAtEnd = 1 };
        var part = PartStatistics.Since([new(FakeRecords.Entry, 4, 0)], [new(FakeRecords.Entry, 5, 0), came]);
        Assert.Equal((2, 1ul, came), (part.Count, part[0].Captured, part[1]));
    }

    [Fact]
    public void What_the_next_part_tells_first_was_lost_at_the_end_of_the_one_before()
    {
        // Six lost, of which the records of the first part tell four; the second part's first record tells the other two.
        var first = new PointStatistics(FakeRecords.Entry, 10, 6) { LostAtEnd = 2 };
        var second = new PointStatistics(FakeRecords.Entry, 20, 6);
        Assert.Equal((0ul, 0ul), Lost(PartStatistics.Since([first], [second])));
        // One more is lost and not told.
        Assert.Equal((1ul, 1ul), Lost(PartStatistics.Since([first], [second with { Lost = 7, LostAtEnd = 1 }])));
        // Nothing comes any more: the two are the first part's.
        Assert.Equal((0ul, 0ul), Lost(PartStatistics.Since([first], [first])));

        static (ulong, ulong) Lost(IReadOnlyList<PointStatistics> part) => (part[0].Lost, part[0].LostAtEnd);
    }

    [Fact]
    public void Parts_add_up_to_the_whole_wherever_they_begin() =>
        Gen.Select(Gen.ULong[0, 9], Gen.ULong[0, 9]).Array[1, 8].Sample(steps =>
        {
            var none = new PointStatistics(FakeRecords.Entry, 0, 0) { LostOnCpu = [0] };
            var (before, captured, lost) = (none, 0ul, 0ul);
            foreach (var (more, lostMore) in steps)
            {
                var end = before with { Captured = before.Captured + more, Lost = before.Lost + lostMore };
                end = end with { LostOnCpu = [end.Lost] };
                var part = PartStatistics.Since([before], [end])[0];
                Assert.Equal(part.Lost, part.LostOnCpu[0]);
                (captured, lost, before) = (captured + part.Captured, lost + part.Lost, end);
            }

            Assert.Equal((before.Captured, before.Lost), (captured, lost));
        });
}
