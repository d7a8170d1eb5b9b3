using Capture.Model;

namespace Capture.Tests.Model;

public sealed class WallClockTests
{
    private const long Start = 1_700_000_000_000_000_000;

    [Fact]
    public void Of_several_brackets_the_narrowest_says_the_offset()
    {
        // Each sample: how long before and after the wall clock is read. All but one were interrupted, one-sidedly.
        (long Before, long After)[] brackets =
            [(900, 40), (40, 70_000), (5_000_000, 20), (30, 30), (20, 4000), (800, 10), (10, 900), (600, 600)];
        long monotonic = 0;
        var call = 0;
        var clock = new WallClock(
            () =>
            {
                var (before, after) = brackets[call / 2 % brackets.Length];
                if (call++ % 2 == 1)
                    return monotonic += after;
                var now = monotonic;
                monotonic += before;
                return now;
            },
            () => monotonic + Start);
        Assert.Equal(16, call);
        Assert.Equal(Start, clock.Offset);
    }

    [Fact]
    public void A_stamp_is_converted_by_the_offset()
    {
        var clock = new WallClock(() => 5000, () => Start + 5000);
        Assert.Equal(Start, clock.Offset);
        Assert.Equal((ulong)Start + 7000, clock.Convert(7000));
        Assert.Equal((ulong)Start + 7000, clock.ConvertNext(7000));
    }

    [Theory]
    [InlineData(3_600_000_000_000)]
    [InlineData(-3_600_000_000_000)]
    [InlineData(1001)]
    [InlineData(-1001)]
    public void A_step_is_followed_forward_and_back(long step)
    {
        var offset = Start;
        var clock = new WallClock(() => 0, () => offset);
        Assert.Equal((ulong)Start + 5000, clock.ConvertNext(5000));
        offset += step;
        clock.Refresh();
        Assert.Equal(Start + step, clock.Offset);
        Assert.Equal((ulong)(Start + step) + 5001, clock.ConvertNext(5001));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(-1000)]
    [InlineData(17)]
    public void Noise_up_to_a_microsecond_is_not_followed(long noise)
    {
        var offset = Start;
        var clock = new WallClock(() => 0, () => offset);
        offset += noise;
        clock.Refresh();
        Assert.Equal(Start, clock.Offset);
    }

    [Fact]
    public void Drift_that_adds_up_beyond_noise_is_followed()
    {
        var offset = Start;
        var clock = new WallClock(() => 0, () => offset);
        for (var i = 0; i < 3; i++)
        {
            offset += 400;
            clock.Refresh();
        }

        Assert.Equal(Start + 1200, clock.Offset);
    }

    [Fact]
    public void Without_a_step_back_stamps_never_run_backwards()
    {
        var offset = Start;
        var clock = new WallClock(() => 0, () => offset);
        var last = clock.ConvertNext(9000);
        foreach (var (monotonic, step) in (ReadOnlySpan<(ulong, long)>)[(8500, 0), (9000, 900), (9001, 5000), (8999, -900), (12000, 0)])
        {
            offset += step;
            clock.Refresh();
            var next = clock.ConvertNext(monotonic);
            Assert.InRange(next, last, ulong.MaxValue);
            last = next;
        }
    }
}
