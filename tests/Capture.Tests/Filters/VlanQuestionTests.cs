using Capture.Filters;

namespace Capture.Tests.Filters;

/// <summary>Which filters ask for a VLAN tag in the packet, by what libpcap compiles them to.</summary>
public sealed class VlanQuestionTests
{
    [Theory]
    [InlineData("vlan")]
    [InlineData("not vlan")]
    [InlineData("vlan 10 and ip")]
    [InlineData("tcp or (vlan and tcp)")]
    [InlineData("vlan and vlan 20")]
    [InlineData("ether proto 0x8100")]
    [InlineData("ether proto 0x88a8")]
    [InlineData("ether[12:2] = 0x9100")]
    [InlineData("ether[12:2] & 0xfff0 = 0x8100")]
    [InlineData("ether[12:4] & 0xffff0fff = 0x8100000a")]
    [InlineData("ether[12] = 0x81")]
    public void Asks(string expression) => Assert.True(VlanQuestion.IsAskedBy(FilterExpression.Compile(expression)));

    [Theory]
    [InlineData("")]
    [InlineData("ip")]
    [InlineData("not ip6")]
    [InlineData("tcp port 33024")] // 0x8100
    [InlineData("ether[14:2] = 0x8100")]
    [InlineData("ether proto 0x88b5")]
    [InlineData("len > 0x8100")]
    public void Does_not_ask(string expression) => Assert.False(VlanQuestion.IsAskedBy(FilterExpression.Compile(expression)));
}
