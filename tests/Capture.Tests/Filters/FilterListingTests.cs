using Capture.Filters;
using Capture.Tests.Emission;
using ClassicBpf;
using ClassicBpf.Translation;

namespace Capture.Tests.Filters;

/// <summary>Translations, instruction by instruction, against listings a person has read.</summary>
public sealed class FilterListingTests
{
    [Fact]
    public void Comparison_of_a_field() => Check("filter-ip", "ip");

    [Fact]
    public void Indirect_loads_and_merged_checks() => Check("filter-tcp-port", "tcp port 80");

    [Fact]
    public void Arithmetic_on_lengths() => Check("filter-arithmetic", "len - ip[2:2] / ip[8] << ip[9] > ether[len - 4:4]");

    [Fact]
    public void Every_packet_matches() => Check("filter-all", "");

    [Fact]
    public void No_packet_matches() => GoldenListingTests.Check("filter-none", FilterListing.Emit(new([new(ClassicCode.RetK)])));

    [Fact]
    public void Any_filter_spilled_as_a_long_one_is() =>
        GoldenListingTests.Check("filter-spilled", FilterListing.Emit(FilterExpression.Compile("ip[2:2] % len > udp[0]"), unspilled: 0));

    private static void Check(string name, string expression) =>
        GoldenListingTests.Check(name, FilterListing.Emit(FilterExpression.Compile(expression)));
}
