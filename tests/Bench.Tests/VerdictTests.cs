using Bench.Results;

namespace Bench.Tests;

public sealed class VerdictTests
{
    private static readonly Mark FiveTimes = Mark.Ratio("theirs", "ours") with { AtLeast = 5 };

    [Fact]
    public void A_bound_that_both_quartiles_keep_is_met() => Assert.Equal(Verdict.Met, Judge(FiveTimes, 5, 6, 7));

    [Fact]
    public void A_bound_that_neither_quartile_keeps_is_missed() => Assert.Equal(Verdict.Missed, Judge(FiveTimes, 3, 4, 4.9));

    [Fact]
    public void A_bound_between_the_quartiles_is_undecided_even_if_the_median_keeps_it() => Assert.Equal(Verdict.Undecided, Judge(FiveTimes, 4, 6, 7));

    [Fact]
    public void Upper_bounds_are_judged_alike()
    {
        var mark = Mark.Ratio("theirs", "ours") with { AtMost = 2 };
        Assert.Equal(Verdict.Met, Judge(mark, 1, 1.5, 2));
        Assert.Equal(Verdict.Undecided, Judge(mark, 1, 1.5, 2.5));
        Assert.Equal(Verdict.Missed, Judge(mark, 2.1, 3, 4));
    }

    [Fact]
    public void A_negative_added_time_is_neither_met_nor_missed()
    {
        var mark = Mark.AddedRatio("theirs", "ours") with { AtLeast = 5 };
        Turn[] turns = [.. new[] { -42, -10, 20 }.Select(added => ComparisonTests.Of(("bare", 603), ("ours", 603 + added), ("theirs", 900)))];
        Assert.Equal(Verdict.NotMeasurable, mark.Judge(turns));
    }

    [Fact]
    public void One_loss_in_many_turns_misses_a_mark_for_the_worst()
    {
        Turn[] turns = [.. Enumerable.Range(0, 99).Select(turn => ComparisonTests.Of(("ours", turn == 50 ? 1 : 0)))];
        Assert.Equal(Verdict.Missed, Mark.Worst("ours", 0).Judge(turns));
        Assert.Equal(Verdict.Met, Mark.Worst("ours", 1).Judge(turns));
    }

    [Fact]
    public void Without_a_bound_or_a_value_there_is_no_verdict()
    {
        Assert.Equal(Verdict.None, Judge(Mark.Ratio("theirs", "ours"), 1, 2, 3));
        Assert.Equal(Verdict.None, FiveTimes.Judge([ComparisonTests.Of(("ours", 1))]));
    }

    [Fact]
    public void A_row_compares_each_subject_with_its_earlier_self()
    {
        var row = new Row("", "", "");
        row.Add(ComparisonTests.Of(("ours", 10), ("before", 8), ("match", 6), ("before match", 3), ("theirs", 1)));
        Assert.Equal(
            ["ours - before", "ours : before", "match - before match", "match : before match"],
            row.Marks.Select(mark => mark.Comparison.Name));
    }

    [Fact]
    public void Subjects_that_were_never_undisturbed_in_the_same_turn_are_not_compared()
    {
        var row = new Row("", "", "", Mark.Ratio("ours", "theirs"));
        row.Add(ComparisonTests.Of(("ours", 10), ("theirs", 2)));
        row.Add(ComparisonTests.Of(("before", 8)));
        Assert.Equal(["ours : theirs"], row.Marks.Select(mark => mark.Comparison.Name));
    }

    [Fact]
    public void The_table_says_what_noise_hides()
    {
        var row = new Row("added-64", "time of a packet", "ns", Mark.AddedRatio("theirs", "ours") with { AtLeast = 5 });
        row.Add(ComparisonTests.Of(("bare", 603), ("ours", 561), ("theirs", 900)), discarded: 2);
        var table = Table.Of(new Machine(), [row]);
        Assert.Contains("≥ 5: not measurable here", table, StringComparison.Ordinal);
        Assert.Contains("2 values thrown away", table, StringComparison.Ordinal);
        Assert.DoesNotContain("MISSED", table, StringComparison.Ordinal);
    }

    private static Verdict Judge(Mark mark, params double[] ratios) =>
        mark.Judge([.. ratios.Select(ratio => ComparisonTests.Of(("ours", 1), ("theirs", ratio)))]);
}
