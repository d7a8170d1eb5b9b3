using Bench.Results;

namespace Bench.Tests;

public sealed class QuartilesTests
{
    [Fact]
    public void Half_of_the_values_lie_between_the_outer_quartiles() =>
        Assert.Equal(new Quartiles(2, 4, 6, 7), Quartiles.Of([7, 1, 6, 2, 5, 3, 4]));

    [Fact]
    public void The_median_of_an_even_number_is_the_mean_of_the_two_in_the_middle() => Assert.Equal(2.5, Quartiles.Of([4, 1, 3, 2])!.Value.Median);

    [Fact]
    public void One_value_is_all_of_its_quartiles() => Assert.Equal(new Quartiles(3, 3, 3, 1), Quartiles.Of([3]));

    [Fact]
    public void Of_nothing_there_are_none() => Assert.Null(Quartiles.Of([]));

    [Fact]
    public void A_few_infinite_values_do_not_spread_to_the_quartiles() =>
        Assert.Equal(new Quartiles(2, 3, 4, 5), Quartiles.Of([1, 2, 3, 4, double.PositiveInfinity]));

    [Theory]
    [InlineData(-1, 2, true)]
    [InlineData(0, 2, true)]
    [InlineData(1, 2, false)]
    [InlineData(-2, -1, false)]
    public void They_cross_zero_when_not_even_the_sign_is_certain(double lower, double upper, bool cross) =>
        Assert.Equal(cross, new Quartiles(lower, (lower + upper) / 2, upper, 9).CrossZero);

    [Theory]
    [InlineData(2, true)] // each median within the other's
    [InlineData(5, false)]
    public void Two_runs_agree_when_each_median_lies_within_the_other_ones_quartiles(double median, bool agree)
    {
        var first = new Quartiles(1, 2, 3, 9);
        Assert.Equal(agree, RunComparison.Agree(first, new Quartiles(median - 1, median, median + 1, 9)));
    }

    [Fact]
    public void Two_runs_do_not_agree_when_only_the_wider_one_holds_the_others_median() =>
        Assert.False(RunComparison.Agree(new Quartiles(1, 5, 9, 9), new Quartiles(2.9, 3, 3.1, 9)));
}
