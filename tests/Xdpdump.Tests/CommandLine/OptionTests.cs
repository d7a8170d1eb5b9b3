using Linux.Network;
using Xdpdump.CommandLine;

namespace Xdpdump.Tests.CommandLine;

public sealed class OptionTests
{
    [Fact]
    public void Without_options_the_defaults_hold() => Assert.Equal(new Settings(), Parse());

    [Theory]
    [InlineData("-i eth0")]
    [InlineData("--interface eth0")]
    [InlineData("--interface=eth0")]
    [InlineData("-i=eth0")]
    [InlineData("-ieth0")]
    public void The_interface_is_named_in_any_of_the_usual_ways(string words)
    {
        Assert.Equal(["eth0"], Parse(words).Interfaces);
        Assert.Equal(new Settings(), Parse(words) with { Interfaces = [] });
    }

    [Theory]
    [InlineData("-i eth0,7", "eth0,7")]
    [InlineData("-i eth0 -i 7", "eth0", "7")]
    [InlineData("-i eth0 --interface=7", "eth0", "7")]
    [InlineData("-i a,b -ic -i=d", "a,b", "c", "d")]
    public void Several_interfaces_come_in_one_list_or_one_by_one(string words, params string[] interfaces) =>
        Assert.Equal(interfaces, Parse(words).Interfaces);

    [Theory]
    [InlineData("-D", false)]
    [InlineData("--list-interfaces", false)]
    [InlineData("-D --json", true)]
    [InlineData("--json -D", true)]
    public void Interfaces_are_listed_for_people_or_for_scripts(string words, bool json) =>
        Assert.Equal(new Settings { ListInterfaces = true, Json = json }, Parse(words));

    [Theory]
    [InlineData("-p all")]
    [InlineData("--program-names all")]
    [InlineData("--program-names=all")]
    public void Programs_are_named_as_typed(string words) => Assert.Equal(new Settings { ProgramNames = "all" }, Parse(words));

    [Theory]
    [InlineData("--netns blue", "blue")]
    [InlineData("--netns=/run/netns/blue", "/run/netns/blue")]
    [InlineData("--netns 17", "17")]
    public void A_network_namespace_is_named_as_typed(string words, string name) =>
        Assert.Equal(new Settings { NetworkNamespace = name }, Parse(words));

    [Theory]
    [InlineData("-Px")]
    [InlineData("-P -x")]
    [InlineData("--promiscuous-mode --hex")]
    public void Promiscuous_mode_is_asked_for(string words) => Assert.Equal(new Settings { Promiscuous = true, Hex = true }, Parse(words));

    [Theory]
    [InlineData("--perf-wakeup 0", 0u)]
    [InlineData("--perf-wakeup=128", 128u)]
    public void The_wake_up_is_a_number_of_packets(string words, uint packets) =>
        Assert.Equal(new Settings { PerfWakeup = packets }, Parse(words));

    [Fact]
    public void Classic_pcap_is_asked_for() => Assert.Equal(new Settings { UsePcap = true, Output = "-" }, Parse("--use-pcap -w -"));

    [Theory]
    [InlineData("-w out.pcapng")]
    [InlineData("--write out.pcapng")]
    [InlineData("--write=out.pcapng")]
    public void The_output_is_a_path(string words) => Assert.Equal(new Settings { Output = "out.pcapng" }, Parse(words));

    [Theory]
    [InlineData("-w -")]
    [InlineData("--write -")]
    [InlineData("--write=-")]
    public void A_dash_is_standard_output(string words) => Assert.Equal(new Settings { Output = "-" }, Parse(words));

    [Fact]
    public void A_value_may_hold_what_looks_like_syntax()
    {
        Assert.Equal("a=b:c", Parse(["-w", "a=b:c"]).Output);
        Assert.Equal("my file", Parse(["--write=my file"]).Output);
        Assert.Equal("@list", Parse(["-w", "@list"]).Output);
        Assert.Equal("eth0:1", Parse(["-i", "eth0:1"]).Interfaces.Single());
        Assert.Equal("eth0.5@if3", Parse(["-i", "eth0.5@if3"]).Interfaces.Single());
    }

    [Theory]
    [InlineData("-w -x")]
    [InlineData("-w=-x")]
    [InlineData("--write -x")]
    public void The_word_after_an_option_is_its_value_whatever_it_looks_like(string words) =>
        Assert.Equal(new Settings { Output = "-x" }, Parse(words));

    [Theory]
    [InlineData("entry", true, false)]
    [InlineData("exit", false, true)]
    [InlineData("entry,exit", true, true)]
    [InlineData("exit,entry", true, true)]
    [InlineData("exit,entry,exit,exit", true, true)]
    [InlineData("exit,exit", false, true)]
    public void Capture_points_come_in_any_order(string points, bool entry, bool exit)
    {
        var expected = new Settings { AtEntry = entry, AtExit = exit };
        Assert.Equal(expected, Parse("--rx-capture", points));
        Assert.Equal(expected, Parse($"--rx-capture={points}"));
    }

    [Theory]
    [InlineData("-s 96", 96u)]
    [InlineData("--snapshot-length 96", 96u)]
    [InlineData("--snapshot-length=1", 1u)]
    [InlineData("-s 0", 0u)]
    [InlineData("-s 262144", 262144u)]
    [InlineData("-s64", 64u)]
    public void The_snapshot_length_is_a_number_of_bytes(string words, uint bytes) =>
        Assert.Equal(new Settings { SnapLength = bytes }, Parse(words));

    [Theory]
    [InlineData("-c 1", 1)]
    [InlineData("--count 10", 10)]
    [InlineData("--count=9223372036854775807", long.MaxValue)]
    [InlineData("-c5", 5)]
    public void The_count_is_a_number_of_packets(string words, long count) => Assert.Equal(new Settings { Count = count }, Parse(words));

    [Theory]
    [InlineData("native", XdpMode.Native)]
    [InlineData("skb", XdpMode.Generic)]
    [InlineData("hw", XdpMode.Offloaded)]
    [InlineData("unspecified", XdpMode.Unspecified)]
    public void The_mode_is_one_of_four(string word, XdpMode mode)
    {
        Assert.Equal(new Settings { LoadMode = mode }, Parse("--load-xdp-mode", word));
        Assert.Equal(new Settings { LoadMode = mode, LoadXdpProgram = true }, Parse($"--load-xdp-mode={word}", "--load-xdp-program"));
    }

    [Theory]
    [InlineData("-v", 1)]
    [InlineData("--verbose", 1)]
    [InlineData("-vv", 2)]
    [InlineData("-v -v", 2)]
    [InlineData("-v --verbose", 2)]
    [InlineData("-vvv", 3)]
    public void Verbosity_is_how_often_it_is_asked_for(string words, int verbosity) =>
        Assert.Equal(new Settings { Verbosity = verbosity }, Parse(words));

    [Theory]
    [InlineData("-xv")]
    [InlineData("-vx")]
    [InlineData("-x -v")]
    [InlineData("--hex --verbose")]
    [InlineData("-x -x -v")]
    public void Letters_bundle_and_flags_may_be_repeated(string words) =>
        Assert.Equal(new Settings { Hex = true, Verbosity = 1 }, Parse(words));

    [Theory]
    [InlineData("-xi eth0")]
    [InlineData("-xieth0")]
    public void The_last_letter_of_a_bundle_may_take_the_value(string words) =>
        Assert.Equal(("eth0", new Settings { Hex = true }), (Parse(words).Interfaces.Single(), Parse(words) with { Interfaces = [] }));

    [Theory]
    [InlineData("-n")]
    [InlineData("--numeric")]
    [InlineData("-U")]
    [InlineData("--packet-buffered")]
    [InlineData("-l")]
    [InlineData("--line-buffered")]
    [InlineData("-nUl")]
    public void Habits_from_tcpdump_are_taken_and_change_nothing(string words) => Assert.Equal(new Settings(), Parse(words));

    [Theory]
    [InlineData("-h")]
    [InlineData("--help")]
    public void Help_is_asked_for(string word) => Assert.True(Parse(word).ShowHelp);

    [Fact]
    public void The_version_is_asked_for() => Assert.True(Parse("--version").ShowVersion);

    [Fact]
    public void Everything_at_once_in_any_order()
    {
        var expected = new Settings
        {
            AtEntry = true,
            AtExit = true,
            SnapLength = 64,
            Output = "-",
            Hex = true,
            LoadXdpProgram = true,
            LoadMode = XdpMode.Generic,
            Count = 3,
            Verbosity = 2,
        };
        foreach (var line in (string[])[
            "-i 7 --rx-capture entry,exit -s 64 -w - -x --load-xdp-program --load-xdp-mode skb -c 3 -vv",
            "-vxv --load-xdp-mode=skb --count=3 --load-xdp-program --write=- --snapshot-length=64 --rx-capture=exit,entry -i7"])
        {
            Assert.Equal(["7"], Parse(line).Interfaces);
            Assert.Equal(expected, Parse(line) with { Interfaces = [] });
        }
    }

    private static Settings Parse(params string[] words) =>
        CommandLineParser.Parse(words is [var line] && !line.Contains("my file", StringComparison.Ordinal) ? line.Split(' ') : words);
}
