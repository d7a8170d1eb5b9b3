using Capture.Reasons;
using Xdpdump.Sentences;

namespace Xdpdump.Tests.Sentences;

/// <summary>A name that is not there among few, and among thousands.</summary>
public sealed class ChoiceTests
{
    private static readonly string[] s_many = ["lo", "eth0", "eth1", .. Enumerable.Range(0, 2000).Select(number => $"veth{number:x4}")];

    [Fact]
    public void Of_few_all_are_told() => Assert.Equal(
        "there is no interface 'eth9' in this network namespace; there are: lo, eth0", Sentence.Of(new UnknownInterface("eth9", ["lo", "eth0"])));

    [Theory]
    [InlineData("eth3", "did you mean eth0 or eth1? xdpdump -D lists all 2003")]
    [InlineData("nosuch", "there are 2003 others; xdpdump -D lists them all")]
    [InlineData("VETH07CF", "did you mean veth07cf, ")]
    [InlineData("eht0", "did you mean eth0? xdpdump -D lists all 2003")]
    public void Of_many_the_nearest(string typed, string told)
    {
        var sentence = Sentence.Of(new UnknownInterface(typed, s_many));
        Assert.StartsWith($"there is no interface '{typed}' in this network namespace; {told}", sentence, StringComparison.Ordinal);
        Assert.InRange(sentence.Length, 1, 250);
    }

    [Fact]
    public void Of_many_programs_the_nearest_and_some_others()
    {
        string[] there = [.. Enumerable.Range(0, 300).Select(number => $"policy_of_tenant_{number}@{number + 7}"), "xdp_firewall@4711"];
        Assert.Equal(
            "there is no XDP program or function 'xdp_firewal' on eth0; it runs xdp_firewall@4711, policy_of_tenant_0@7, policy_of_tenant_1@8, "
            + "policy_of_tenant_2@9, policy_of_tenant_3@10 and 296 more",
            Sentence.Of(new UnknownName("xdp_firewal", "eth0", there)));
        Assert.InRange(Sentence.Of(new ForeignProgramId("5", "eth0", there)).Length, 1, 250);
    }

    [Fact]
    public void Of_many_namespaces_the_nearest() => Assert.Equal(
        "there is no network namespace 'tenantt7'; did you mean tenant7, tenant17, tenant27, tenant37 or tenant0? ip netns lists all 40",
        Sentence.Of(new UnknownNamespace("tenantt7", [.. Enumerable.Range(0, 40).Select(number => $"tenant{number}")])));

    [Fact]
    public void A_name_that_is_left_empty_is_told_as_such() =>
        Assert.Equal("-i has a comma with no interface beside it", Sentence.Of(new UnknownInterface("", ["lo"])));

    [Fact]
    public void Endless_names_take_no_time()
    {
        Assert.Empty(Suggestion.Near(new string('a', 130_000), s_many));
        Assert.Empty(Suggestion.Near("eth0", [new string('b', 130_000), "", "@7", "--"]));
    }
}
