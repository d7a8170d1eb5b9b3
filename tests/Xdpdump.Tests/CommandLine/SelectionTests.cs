using Capture.Reasons;
using Capture.Selection;
using Xdpdump.CommandLine;
using Xdpdump.Sentences;

namespace Xdpdump.Tests.CommandLine;

/// <summary>How a user says which packets are captured.</summary>
public sealed class SelectionTests
{
    [Theory]
    [InlineData("-i eth0 tcp port 80", "tcp port 80")]
    [InlineData("tcp -i eth0 port 80", "tcp port 80")]
    [InlineData("-i eth0 -- tcp port 80", "tcp port 80")]
    [InlineData("-i eth0 ether[0] - -- -1 = 0", "ether[0] - -1 = 0")]
    [InlineData("-i eth0 arp -- -x -- y", "arp -x -- y")]
    [InlineData("xdpdump -i eth0", "xdpdump")]
    public void The_words_that_are_left_are_the_filter(string words, string expression) =>
        Assert.Equal(expression, Parse(words).Selection.Filter!.Expression);

    [Fact]
    public void One_word_with_spaces_is_a_whole_filter() =>
        Assert.Equal("tcp port 443 and not host 10.0.0.1", CommandLineParser.Parse(
            ["-i", "eth0", "--rx-capture", "entry,exit", "tcp port 443 and not host 10.0.0.1"]).Selection.Filter!.Expression);

    [Fact]
    public void Behind_the_end_of_options_nothing_is_an_option()
    {
        var settings = Parse("-i eth0 -- -x");
        Assert.False(settings.Hex);
        Assert.Equal("-x", settings.Selection.Filter!.Expression);
    }

    [Fact]
    public void Without_any_condition_every_packet_is_captured()
    {
        Assert.True(Parse("-i eth0 --sample 1").Selection.IsAll);
        Assert.True(Parse("-i eth0").Selection.IsAll);
    }

    [Theory]
    [InlineData("drop", 0b10)]
    [InlineData("aborted,DROP", 0b11)]
    [InlineData("tx,redirect,Unknown", 0b111000)]
    [InlineData("pass,pass", 0b100)]
    public void Actions_are_a_set_of_words(string words, int mask)
    {
        var actions = Parse($"-i eth0 --action {words}").Selection.Actions!.Value;
        Assert.Equal((uint)mask, actions.Mask);
        Assert.Equal(actions.Mask, Parse($"--action {actions}").Selection.Actions!.Value.Mask);
    }

    [Fact]
    public void Receive_queues_are_numbers_and_ranges()
    {
        var queues = Parse("-i eth0 --rx-queue 0,3-5,7-7").Selection.Queues;
        Assert.Equal([new QueueRange(0, 0), new(3, 5), new(7, 7)], queues);
        Assert.Equal("0,3-5,7", string.Join(',', queues));
    }

    [Theory]
    [InlineData("--only-modified", true, true)]
    [InlineData("--only-modified --rx-capture exit", false, true)]
    [InlineData("--action drop", true, false)]
    public void Only_modified_captures_at_both_sides_unless_told_otherwise(string words, bool entry, bool exit)
    {
        var settings = Parse($"-i eth0 {words}");
        Assert.Equal((entry, exit), (settings.AtEntry, settings.AtExit));
    }

    [Theory]
    [InlineData("-d", 1)]
    [InlineData("-dd tcp", 2)]
    [InlineData("-ddd", 3)]
    [InlineData("--dump-filter", 1)]
    [InlineData("-i eth0", 0)]
    public void The_filter_is_printed_in_three_ways(string words, int count) => Assert.Equal(count, Parse(words).DumpFilter);

    [Fact]
    public void A_filter_from_a_file_is_without_comments()
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, "tcp # or udp\nport 80\n# the end");
        try
        {
            var expression = Parse($"-i eth0 -F {path}").Selection.Filter!.Expression;
            Assert.Equal(["tcp", "port", "80"], expression.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_filter_file_that_is_not_there_is_named() => Assert.Equal(
        "the filter file '/nonexistent/f' cannot be read: there is no such file",
        Sentence.Of(Assert.Throws<CaptureException>(() => Parse("-i eth0 -F /nonexistent/f"))));

    private static Settings Parse(string words) => CommandLineParser.Parse(words.Split(' '));
}
