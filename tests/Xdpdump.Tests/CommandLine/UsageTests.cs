using Xdpdump.CommandLine;

namespace Xdpdump.Tests.CommandLine;

/// <summary>What a user reads who typed something wrong.</summary>
public sealed class UsageTests
{
    private const string SeeHelp = "; xdpdump --help lists the options";

    [Theory]
    [InlineData("--frobnicate", "unknown option '--frobnicate'")]
    [InlineData("-i eth0 -o", "unknown option '-o'")]
    [InlineData("-i eth0 --count", "--count needs a value (N)")]
    [InlineData("-c", "-c needs a value (N)")]
    [InlineData("-i", "-i needs a value (IF)")]
    [InlineData("--interface", "--interface needs a value (IF)")]
    [InlineData("-x -w", "-w needs a value (FILE)")]
    [InlineData("-xw", "-w needs a value (FILE)")]
    [InlineData("--rx-capture", "--rx-capture needs a value (POINTS)")]
    [InlineData("-D eth0", "unexpected word 'eth0'")]
    [InlineData("-D -- -i", "unexpected word '-i'")]
    [InlineData("-i eth0 tcp -o port 80", "unknown option '-o'")]
    [InlineData("--hex=yes", "--hex takes no value, such as 'yes'")]
    [InlineData("-d=tcp", "-d takes no value, such as 'tcp'")]
    public void A_mistake_is_named_and_help_pointed_to(string words, string message) => Assert.Equal(message + SeeHelp, Refusal(words));

    [Theory]
    [InlineData("-p a -p b", "-p is given 2 times; once is enough")]
    [InlineData("--count 1 -c 2", "--count is given 2 times; once is enough")]
    [InlineData("-w a -w b", "-w is given 2 times; once is enough")]
    public void What_can_be_only_one_is_given_once(string words, string message) => Assert.Equal(message, Refusal(words));

    [Theory]
    [InlineData("-c 0", "-c wants a number of packets of at least 1, not '0'")]
    [InlineData("-c -1", "-c wants a number of packets of at least 1, not '-1'")]
    [InlineData("--count ten", "--count wants a number of packets of at least 1, not 'ten'")]
    [InlineData("-c 9223372036854775808", "-c wants a number of packets of at least 1, not '9223372036854775808'")]
    [InlineData("-c 1.5", "-c wants a number of packets of at least 1, not '1.5'")]
    [InlineData("-c +5", "-c wants a number of packets of at least 1, not '+5'")]
    [InlineData("-s 262145", "-s wants a number of bytes from 0 to 262144, not '262145'")]
    [InlineData("--snapshot-length=x", "--snapshot-length wants a number of bytes from 0 to 262144, not 'x'")]
    [InlineData("-s 64k", "-s wants a number of bytes from 0 to 262144, not '64k'")]
    [InlineData("-s 4294967297", "-s wants a number of bytes from 0 to 262144, not '4294967297'")]
    [InlineData("--rx-capture entry,outside", "--rx-capture knows entry, exit and entry,exit, not 'outside'")]
    [InlineData("--rx-capture both", "--rx-capture knows entry, exit and entry,exit, not 'both'")]
    [InlineData("--rx-capture ENTRY", "--rx-capture knows entry, exit and entry,exit, not 'ENTRY' (did you mean entry?)")]
    [InlineData("--rx-capture entry,", "--rx-capture knows entry, exit and entry,exit, not ''")]
    [InlineData("--perf-wakeup some", "--perf-wakeup wants a number of packets from 0 to 2147483647, not 'some'")]
    [InlineData("--action drop,reject", "--action knows aborted, drop, pass, tx, redirect, unknown, not 'reject'")]
    [InlineData("--action 1", "--action knows aborted, drop, pass, tx, redirect, unknown, not '1'")]
    [InlineData("--action drop,", "--action knows aborted, drop, pass, tx, redirect, unknown, not ''")]
    [InlineData("--rx-queue 1,5-3", "--rx-queue wants numbers and ranges of receive queues, such as 0,3-5, not '5-3'")]
    [InlineData("--rx-queue all", "--rx-queue wants numbers and ranges of receive queues, such as 0,3-5, not 'all'")]
    [InlineData("--rx-queue 1-2-3", "--rx-queue wants numbers and ranges of receive queues, such as 0,3-5, not '1-2-3'")]
    [InlineData("--rx-queue -1", "--rx-queue wants numbers and ranges of receive queues, such as 0,3-5, not '-1'")]
    [InlineData("--rx-queue 4294967296", "--rx-queue wants numbers and ranges of receive queues, such as 0,3-5, not '4294967296'")]
    [InlineData("--sample 0", "--sample wants a number of packets from 1 to 4294967295, not '0'")]
    [InlineData("--sample 1/10", "--sample wants a number of packets from 1 to 4294967295, not '1/10'")]
    [InlineData("--filter-at middle tcp", "--filter-at knows entry and exit, not 'middle'")]
    [InlineData("--filter-at exit", "--filter-at exit says where a filter is asked, and there is none")]
    [InlineData("-F file tcp", "the filter is read with -F, and 'tcp' would be part of another one; give one of the two")]
    [InlineData("-B -1", "-B wants a number of KiB from 0 to 262144, not '-1'")]
    [InlineData("-B 262145", "-B wants a number of KiB from 0 to 262144, not '262145'")]
    [InlineData("--buffer-size 1M", "--buffer-size wants a number of KiB from 0 to 262144, not '1M'")]
    [InlineData("--load-xdp-mode fast", "--load-xdp-mode knows native, skb, hw and unspecified, not 'fast'")]
    [InlineData("--load-xdp-mode Native", "--load-xdp-mode knows native, skb, hw and unspecified, not 'Native' (did you mean native?)")]
    public void A_value_that_makes_no_sense_is_named(string words, string message) => Assert.Equal(message, Refusal(words));

    [Fact]
    public void A_lone_end_of_options_is_no_mistake() => Assert.Equal(["eth0"], CommandLineParser.Parse(["-i", "eth0", "--"]).Interfaces);

    private static string Refusal(string words) => Assert.Throws<UsageException>(() => CommandLineParser.Parse(words.Split(' '))).Message;
}
