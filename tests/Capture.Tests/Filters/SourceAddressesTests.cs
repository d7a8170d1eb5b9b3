using Capture.Filters;

namespace Capture.Tests.Filters;

/// <summary>Where a filter says that all its packets come from.</summary>
public sealed class SourceAddressesTests
{
    [Theory]
    [InlineData("src host 192.0.2.1")]
    [InlineData("src 192.0.2.1")]
    [InlineData("ip src host 192.0.2.1 and tcp port 80")]
    [InlineData("tcp port 80 && ip src 192.0.2.1")]
    [InlineData("udp and (src host 192.0.2.1) and greater 100")]
    [InlineData("(src host 192.0.2.1 and dst host 192.0.2.2)")]
    [InlineData("src net 192.0.2.1/32")]
    [InlineData("tcp[tcpflags] & tcp-syn != 0 and src host 192.0.2.1")]
    [InlineData("arp src host 192.0.2.1")]
    public void Source_that_must_hold_is_found(string expression) => Assert.Equal(["192.0.2.1"], SourceAddresses.RequiredBy(expression));

    [Theory]
    [InlineData("ip6 src host 2001:db8::1", "2001:db8::1")]
    [InlineData("src net 2001:db8::1/128", "2001:db8::1")]
    [InlineData("ether src 02:00:00:00:00:01", "02:00:00:00:00:01")]
    [InlineData("ether src host 02:00:00:00:00:01 and ip", "02:00:00:00:00:01")]
    [InlineData("src host example.org", "example.org")]
    public void So_is_one_of_another_kind(string expression, string source) => Assert.Equal([source], SourceAddresses.RequiredBy(expression));

    [Theory]
    [InlineData("")]
    [InlineData("host 192.0.2.1")]
    [InlineData("dst host 192.0.2.1")]
    [InlineData("not src host 192.0.2.1")]
    [InlineData("!(src host 192.0.2.1)")]
    [InlineData("src host 192.0.2.1 or icmp")]
    [InlineData("src host 192.0.2.1||icmp")]
    [InlineData("src or dst host 192.0.2.1")]
    [InlineData("src and dst host 192.0.2.1")]
    [InlineData("src net 192.0.2.0/24")]
    [InlineData("src port 80")]
    [InlineData("src portrange 1-80")]
    [InlineData("tcp src port 80")]
    public void None_is_said_to_be_where_others_match_too(string expression) => Assert.Empty(SourceAddresses.RequiredBy(expression));
}
