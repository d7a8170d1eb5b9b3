using Bench.Results;

namespace Bench.Tests;

public sealed class ComparisonTests
{
    [Fact]
    public void Subjects_are_compared_within_a_turn_whatever_the_machine_does_from_turn_to_turn()
    {
        Turn[] turns = [Of(("bare", 100), ("ours", 110)), Of(("bare", 500), ("ours", 510)), Of(("bare", 50), ("ours", 60))];
        Assert.Equal(new Quartiles(10, 10, 10, 3), Comparison.Difference("ours", "bare").Of(turns));
    }

    [Fact]
    public void A_turn_in_which_one_of_the_two_has_no_value_makes_no_pair()
    {
        Turn[] turns = [Of(("ours", 10), ("theirs", 20)), Of(("ours", 10)), Of(("theirs", 90))];
        Assert.Equal(new Quartiles(2, 2, 2, 1), Comparison.Ratio("theirs", "ours").Of(turns));
    }

    [Fact]
    public void Who_was_never_measured_cannot_be_compared() => Assert.Null(Comparison.Ratio("ours", "before").Of([Of(("ours", 1))]));

    [Fact]
    public void Nothing_is_divided_by_nothing() => Assert.Null(Comparison.Ratio("ours", "theirs").Of([Of(("ours", 5), ("theirs", 0))]));

    [Fact]
    public void What_is_added_is_compared_after_the_third_subject_is_taken_off() =>
        Assert.Equal(4, Added.Of([Of(("bare", 100), ("ours", 110), ("theirs", 140))])!.Value.Median);

    [Fact]
    public void Where_noise_hides_what_ours_adds_theirs_counts_as_infinitely_more_and_not_as_less() =>
        Assert.Equal(double.PositiveInfinity, Added.Of([Of(("bare", 100), ("ours", 98), ("theirs", 140))])!.Value.Median);

    [Fact]
    public void A_difference_that_may_have_either_sign_is_not_measurable()
    {
        Turn[] turns = [Of(("bare", 603), ("ours", 561)), Of(("bare", 600), ("ours", 620)), Of(("bare", 600), ("ours", 640))];
        Assert.False(Comparison.Difference("ours", "bare").IsMeasurable(turns));
        Assert.True(Comparison.Ratio("ours", "bare").IsMeasurable(turns));
    }

    [Fact]
    public void A_ratio_of_added_times_is_not_measurable_when_the_lower_one_does_not_stand_out()
    {
        Turn[] turns = [.. new[] { -20, 5, 30 }.Select(added => Of(("bare", 600), ("ours", 600 + added), ("theirs", 900)))];
        Assert.False(Added.IsMeasurable(turns));
    }

    private static readonly Comparison Added = Comparison.AddedRatio("theirs", "ours", "bare");

    internal static Turn Of(params (string Subject, double Value)[] values)
    {
        var turn = new Turn();
        foreach (var (subject, value) in values)
            turn.Add(subject, value);
        return turn;
    }
}
