using Capture.Targets;
using Linux.Network;

namespace Capture.Tests.Targets;

/// <summary>On which interfaces one's program runs besides.</summary>
public sealed class SlaveDiscoveryTests
{
    private static readonly XdpAttachment s_native = new(XdpMode.Native, 7), s_generic = new(XdpMode.Generic, 7);

    [Theory]
    [InlineData("bond")]
    [InlineData(null)] // Hyper-V's netvsc looks like hardware, its virtual function like a slave of it
    [InlineData("team")]
    public void Slaves_of_any_master_with_a_native_program_run_it(string? kind) =>
        Assert.Equal([3, 4], Slaves(On(2, null, s_native) with { Kind = kind }, On(3, 2), On(4, 2), On(5, 9), On(6, null)));

    [Fact]
    public void So_do_theirs() =>
        Assert.Equal([3, 4, 5], Slaves(On(2, null, s_native), On(5, 4), On(3, 2), On(4, 3)));

    [Fact]
    public void One_with_a_program_of_its_own_does_not_nor_do_its_slaves() =>
        Assert.Equal([5], Slaves(On(2, null, s_native), On(3, 2, s_native), On(4, 3), On(5, 2), On(6, 2, s_generic)));

    [Fact]
    public void A_generic_program_runs_on_the_interface_itself() =>
        Assert.Empty(Slaves(On(2, null, s_generic) with { Kind = "bridge" }, On(3, 2)));

    [Fact]
    public void Masters_in_a_circle_as_a_racing_dump_may_show_them_are_no_trap() =>
        Assert.Equal([3, 4], Slaves(On(2, 4, s_native), On(3, 2), On(4, 3)));

    [Fact]
    public void Only_a_bond_is_known_to_hand_down_before_it_has_a_slave()
    {
        Assert.True(TargetDiscovery.HandsDown(On(2, null, s_native) with { Kind = "bond" }));
        Assert.False(TargetDiscovery.HandsDown(On(2, null, s_generic) with { Kind = "bond" }));
        Assert.False(TargetDiscovery.HandsDown(On(2, null, s_native) with { Kind = "veth" }));
    }

    private static IEnumerable<int> Slaves(NetworkInterface on, params NetworkInterface[] others) =>
        TargetDiscovery.Slaves(on, [on, .. others]).Select(one => one.Index).Order();

    private static NetworkInterface On(int index, int? master, params XdpAttachment[] attachments) =>
        new(index, $"if{index}", master, true, 1500, attachments);
}
