using Xdpdump.CommandLine;

namespace Xdpdump.Tests.CommandLine;

/// <summary>Letters behind one dash are read as getopt(3) reads them, and nothing of them ever becomes a filter.</summary>
public sealed class ClusterTests
{
    private const string SeeHelp = "; xdpdump --help lists the options";

    [Theory]
    [InlineData("-nk", "unknown option '-k' in '-nk'")]
    [InlineData("-nnktcp -c1", "unknown option '-k' in '-nnktcp'")]
    [InlineData("-nntcp", "unknown option '-t' in '-nntcp'")]
    [InlineData("-kn", "unknown option '-k' in '-kn'")]
    [InlineData("-xé", "unknown option '-é' in '-xé'")]
    [InlineData("-x😀c1", "unknown option '-😀' in '-x😀c1'")]
    [InlineData("-n-", "unknown option '--' in '-n-'")]
    [InlineData("-n -5", "unknown option '-5'")]
    [InlineData("-xX", "unknown option '-X' in '-xX' (did you mean -x?)")]
    [InlineData("-write", "unknown option '-write' (did you mean --write?)")]
    [InlineData("-interface eth0", "unknown option '-interface' (did you mean --interface?)")]
    [InlineData("-version", "unknown option '-version' (did you mean --version?)")]
    [InlineData("-vx=1", "-x takes no value, such as '1'")]
    [InlineData("-nx=", "-x takes no value, such as ''")]
    [InlineData("-nnc", "-c needs a value (N)")]
    [InlineData("-xp", "-p needs a value (LIST)")]
    [InlineData("-xi=", "-i needs a value (IF)")]
    public void A_letter_that_is_no_option_is_refused(string words, string message) =>
        Assert.Equal(Advice(message) is { } advice ? $"{message}: {advice}" : message + SeeHelp, Refusal(words));

    [Theory]
    [InlineData("-nnxvv -c1", null, 1L)]
    [InlineData("-nxc1", null, 1L)]
    [InlineData("-nxc=1", null, 1L)]
    [InlineData("-nxc 1", null, 1L)]
    [InlineData("-nUlxvc1 tcp", "tcp", 1L)]
    [InlineData("tcp -c1 port 80 -n", "tcp port 80", 1L)]
    [InlineData("-c 1 - -n", "-", 1L)]
    public void Flags_come_first_and_the_rest_is_the_last_ones_value(string words, string? filter, long count)
    {
        var settings = CommandLineParser.Parse(words.Split(' '));
        Assert.Equal(filter, settings.Selection.Filter?.Expression);
        Assert.Equal(count, settings.Count);
    }

    [Theory]
    [InlineData("-i eth0 -nnwk", "k")]
    [InlineData("-w --", "--")]
    [InlineData("-w -", "-")]
    [InlineData("-w=a=b", "a=b")]
    [InlineData("-w==", "=")]
    public void What_follows_an_option_with_a_value_is_the_value(string words, string output) =>
        Assert.Equal(output, CommandLineParser.Parse(words.Split(' ')).Output);

    [Theory]
    [InlineData("-p -i eth0", "-i")]
    [InlineData("-i eth0 -np -c 1", "-c")]
    [InlineData("-i eth0 -p- tcp", "-")]
    public void Tcpdumps_p_without_a_value_does_not_take_the_next_option(string words, string taken) =>
        Assert.StartsWith($"-p wants names or ids of programs, not '{taken}'; tcpdump's -p is not needed", Refusal(words), StringComparison.Ordinal);

    [Theory]
    [InlineData("-i --use-pcap", "-i", "IF", "--use-pcap", "--interface")]
    [InlineData("-xw --count=5 tcp", "-w", "FILE", "--count=5", "--write")]
    [InlineData("--filter-file --hex", "--filter-file", "FILE", "--hex", "--filter-file")]
    public void A_forgotten_value_does_not_swallow_a_long_option(string words, string typed, string what, string next, string name) => Assert.Equal(
        $"{typed} needs a value ({what}), and '{next}' is an option; if it is the value, write {name}={next}", Refusal(words));

    [Theory]
    [InlineData("-i")]
    [InlineData("--write")]
    [InlineData("-F")]
    [InlineData("--netns")]
    [InlineData("-p")]
    [InlineData("-c")]
    public void An_empty_value_is_none(string option)
    {
        var message = $"{option} needs a value (";
        Assert.StartsWith(message, Refused([option, ""]), StringComparison.Ordinal);
        if (option.StartsWith("--", StringComparison.Ordinal))
            Assert.StartsWith(message, Refused([$"{option}="]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[tcp]")]
    [InlineData("[parse]")]
    [InlineData("[suggest]")]
    [InlineData("@f")]
    [InlineData("@/etc/passwd")]
    [InlineData("xdpdump")]
    [InlineData("=")]
    [InlineData("/?")]
    [InlineData("")]
    public void A_word_without_a_dash_is_the_filters_whatever_it_looks_like(string word)
    {
        Assert.Equal(word, CommandLineParser.Parse([word]).Selection.Filter!.Expression);
        Assert.Equal($"tcp {word}", CommandLineParser.Parse(["-n", "tcp", "-i", "eth0", word]).Selection.Filter!.Expression);
    }

    [Theory]
    [InlineData("-i", "eth\uFFFD")]
    [InlineData("-ieth\uFFFD")]
    [InlineData("tcp\uFFFD")]
    [InlineData("-w", "\uFFFD")]
    [InlineData("--", "\uFFFD")]
    public void Bytes_that_are_no_text_never_stand_for_a_name(params string[] words) => Assert.EndsWith(
        "is not valid UTF-8; name an interface by its ifindex, and a file or namespace by another path", Refused(words), StringComparison.Ordinal);

    /// <summary>-k is dumpcap's, and what it did is said.</summary>
    /// <summary>What is said of an option that other tools have.</summary>
    private static string? Advice(string message) => message.Split('\'') is [_, var option, ..] ? ForeignOptions.Advice(option) : null;

    private static string Refusal(string words) => Refused(words.Split(' '));

    private static string Refused(string[] words) => Assert.Throws<UsageException>(() => CommandLineParser.Parse(words)).Message;
}
