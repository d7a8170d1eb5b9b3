using Capture.Targets;
using Linux.Network;

namespace Capture.Tests.Targets;

/// <summary>On which interfaces XDP programs see packets before one that has none.</summary>
public sealed class LowerInterfacesTests
{
    private static readonly XdpAttachment s_program = new(XdpMode.Generic, 7);

    [Theory]
    [InlineData("vlan")]
    [InlineData("macvlan")]
    [InlineData("ipvlan")]
    [InlineData("macsec")]
    [InlineData("dsa")]
    [InlineData("gre")]
    [InlineData(null)] // DSA's ports looked like hardware before they had a kind
    public void What_a_device_is_on_is_below_it(string? kind) =>
        Assert.Equal([2], Below(On(5, kind, link: 2), On(2, null, program: true), On(3, null, program: true)));

    [Theory]
    [InlineData("bridge")]
    [InlineData("bond")]
    [InlineData("team")]
    [InlineData("vrf")]
    public void Ports_are_below_their_master(string kind) => Assert.Equal(
        [2, 4], Below(On(5, kind), On(4, "veth", master: 5, program: true), On(3, null, master: 5), On(2, null, master: 5, program: true)));

    [Fact]
    public void So_is_what_is_below_these() => Assert.Equal(
        [2], Below(On(9, "vlan", link: 5), On(5, "bridge"), On(4, "bond", master: 5), On(3, "vlan", link: 2, master: 4), On(2, null, program: true)));

    [Fact]
    public void Below_one_with_a_program_nothing_is_looked_for() =>
        Assert.Equal([5], Below(On(9, "vlan", link: 5), On(5, "bond", program: true), On(2, null, master: 5, program: true)));

    [Theory]
    [InlineData("veth")]
    [InlineData("netkit")]
    public void Other_end_of_a_pair_is_not_below(string kind) => Assert.Empty(Below(On(5, kind, link: 2), On(2, kind, link: 5, program: true)));

    [Fact]
    public void What_is_in_another_namespace_is_not_mixed_up_with_one_of_that_number_here()
    {
        var on = On(5, "macvlan", link: 2) with { IsLinkElsewhere = true };
        Assert.Empty(Below(on, On(2, null, program: true)));
        Assert.True(LowerInterfaces.IsOnOneElsewhere(on));
        Assert.False(LowerInterfaces.IsOnOneElsewhere(on with { Kind = "veth" }));
        Assert.False(LowerInterfaces.IsOnOneElsewhere(On(5, "macvlan", link: 2)));
    }

    [Fact]
    public void Circle_as_racing_answers_may_show_it_is_no_trap() =>
        Assert.Empty(Below(On(5, "bridge", link: 6, master: 6), On(6, "bridge", link: 5, master: 5)));

    private static IEnumerable<int> Below(NetworkInterface on, params NetworkInterface[] others)
    {
        NetworkInterface[] all = [on, .. others];
        var lower = new LowerInterfaces(index => all.FirstOrDefault(one => one.Index == index), master => [.. all.Where(one => one.MasterIndex == master)]);
        return lower.WithProgram(on).Select(one => one.Index);
    }

    private static NetworkInterface On(int index, string? kind, int? link = null, int? master = null, bool program = false) =>
        new(index, $"if{index}", master, true, 1500, program ? [s_program] : []) { Kind = kind, LinkIndex = link };
}
