using CsCheck;
using Ebpf.Sys;

namespace Ebpf.Tests.Sys;

public sealed class PossibleCpusTests
{
    [Theory]
    [InlineData("0\n", 1)]
    [InlineData("0-3\n", 4)]
    [InlineData("0,2-5\n", 6)]
    [InlineData("0-1,4,6-255", 256)]
    public void A_list_counts_to_its_highest_number(string text, int count) => Assert.Equal(count, PossibleCpus.ParseCount(text));

    [Theory]
    [InlineData("")]
    [InlineData("0-")]
    [InlineData("none")]
    [InlineData("0-2147483647")]
    public void What_is_no_list_is_refused_and_shown(string text)
    {
        FormatException exception = Assert.Throws<FormatException>(() => PossibleCpus.ParseCount(text));
        Assert.Equal($"/sys/devices/system/cpu/possible says '{text}', expected a list such as '0-3'", exception.Message);
    }

    [Fact]
    public void Any_range_counts_to_its_end() =>
        Gen.Int[0, 100_000].Sample(highest => Assert.Equal(highest + 1, PossibleCpus.ParseCount($"0-{highest}\n")));

    [Fact]
    public void This_machine_has_at_least_one() => Assert.True(PossibleCpus.Count >= 1);
}
