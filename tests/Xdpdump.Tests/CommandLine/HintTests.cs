using Xdpdump.CommandLine;

namespace Xdpdump.Tests.CommandLine;

/// <summary>Who types what there is not is told what there is.</summary>
public sealed class HintTests
{
    private static readonly HashSet<string> s_ours = [.. new OptionSet().All.SelectMany(option => option.Names)];

    [Theory]
    [InlineData("--intreface", "--interface")]
    [InlineData("--Interface", "--interface")]
    [InlineData("--rx-captrue=exit", "--rx-capture")]
    [InlineData("--snaplen", "--snapshot-length")]
    [InlineData("--promiscuous", "--promiscuous-mode")]
    [InlineData("--load-xdp-progam", "--load-xdp-program or --load-xdp-mode")]
    [InlineData("--listinterfaces", "--list-interfaces")]
    [InlineData("--verbos", "--verbose")]
    [InlineData("--writ", "--write")]
    public void A_long_option_that_is_nearly_one(string word, string meant)
    {
        var refusal = Assert.Throws<UsageException>(() => CommandLineParser.Parse([word])).Message;
        Assert.Equal($"unknown option '{word.Split('=')[0]}' (did you mean {meant}?); xdpdump --help lists the options", refusal);
    }

    [Theory]
    [InlineData("--frobnicate")]
    [InlineData("--")]
    [InlineData("---")]
    [InlineData("--é")]
    [InlineData("--=x")]
    public void What_is_like_nothing_gets_no_hint(string word)
    {
        if (word == "--")
            return; // no option
        Assert.DoesNotContain("did you mean", Assert.Throws<UsageException>(() => CommandLineParser.Parse([word])).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rx-capture", "entri", "entry")]
    [InlineData("--rx-capture", "entry,exti", "exit")]
    [InlineData("--load-xdp-mode", "nativ", "native")]
    [InlineData("--load-xdp-mode", "SKB", "skb")]
    [InlineData("--action", "abort", "aborted")]
    [InlineData("--action", "drop,redir", "redirect")]
    [InlineData("--filter-at", "Exit", "exit")]
    public void A_value_that_is_nearly_one(string option, string value, string meant) => Assert.EndsWith(
        $"(did you mean {meant}?)", Assert.Throws<UsageException>(() => CommandLineParser.Parse([option, value, "tcp"])).Message, StringComparison.Ordinal);

    /// <summary>
    /// tcpdump 4.99 and dumpcap 4.0. Numbers of packets are in every line here, and of -X the other case is named.
    /// </summary>
    [Fact]
    public void Every_letter_of_tcpdump_and_dumpcap_is_ours_or_explained_or_has_no_counterpart()
    {
        const string Letters = "AbdDefhHIJKlLnNOpqStuUvxX#BcCEFGijmMQrsTVwWyzZ" + "iIfspBydDLkSMcawgbnPNCtqvh";
        const string WithoutCounterpart = "X#";
        Assert.All(Letters.Distinct(), letter => Assert.True(
            s_ours.Contains($"-{letter}") || ForeignOptions.Advice($"-{letter}") is not null || WithoutCounterpart.Contains(letter),
            $"nothing is said of -{letter}"));
    }

    [Theory]
    [InlineData("--immediate-mode", "packets are shown at once anyway")]
    [InlineData("--time-stamp-precision=nano", "times always have nanoseconds")]
    [InlineData("--no-promiscuous-mode", "an interface is left as it is unless -P is given")]
    [InlineData("-Q", "an XDP program sees what its interface receives")]
    [InlineData("-f", "a filter stands at the end of the line")]
    [InlineData("-nnS", "xdpdump -i IF -w - | tcpdump -r -")]
    public void What_will_never_be_says_what_does_it_instead(string word, string advice)
    {
        var refusal = Assert.Throws<UsageException>(() => CommandLineParser.Parse([word])).Message;
        Assert.StartsWith("unknown option '-", refusal, StringComparison.Ordinal);
        Assert.Contains($": ", refusal, StringComparison.Ordinal);
        Assert.Contains(advice, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void No_option_of_ours_is_said_to_be_anothers() => Assert.All(s_ours, name => Assert.Null(ForeignOptions.Advice(name)));
}
