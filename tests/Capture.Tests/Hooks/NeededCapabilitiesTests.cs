using Capture.Hooks;
using Capture.Reasons;
using Capture.Selection;
using Ebpf.Features;
using Linux.Network;
using Linux.Processes;

namespace Capture.Tests.Hooks;

/// <summary>Who lacks several capabilities is told once, of all of them.</summary>
public sealed class NeededCapabilitiesTests
{
    private static readonly NetworkInterface s_bare = FakeMachine.Interface;
    private static readonly NetworkInterface s_traced = s_bare with { Index = 5, Name = "eth1", Attachments = [new XdpAttachment(XdpMode.Native, 7)] };

    private static readonly CaptureOptions s_plain = new() { Interfaces = ["eth0"] }, s_own = s_plain with { LoadXdpProgram = true };

    [Fact]
    public void A_loaded_program_takes_three() =>
        Completed([Capability.Bpf, Capability.Perfmon, Capability.SysAdmin], s_plain, s_traced);

    [Fact]
    public void A_program_of_our_own_takes_three_others() =>
        Completed([Capability.Bpf, Capability.Perfmon, Capability.NetAdmin], s_own, s_bare);

    [Fact]
    public void Legacy_mode_and_promiscuous_mode_take_one_more()
    {
        Completed([Capability.Bpf, Capability.Perfmon, Capability.SysAdmin, Capability.NetRaw], s_plain, s_traced, s_bare);
        Completed([Capability.Bpf, Capability.Perfmon, Capability.NetRaw, Capability.NetAdmin], s_own with { Promiscuous = true }, s_bare);
    }

    [Fact]
    public void What_only_one_step_takes_is_said_to_be_for_that_step()
    {
        var missing = new CapabilitiesMissing([Capability.Bpf], new CreateRings());
        var told = NeededCapabilities.Complete(missing, s_own, [s_bare], Having(Capability.Perfmon, Capability.NetAdmin));
        Assert.Equal((missing.Purpose, missing.Capabilities), (told.Purpose, told.Capabilities));
        // setcap(8) takes away what it is not told of.
        Assert.Equal([Capability.Bpf, Capability.Perfmon, Capability.NetAdmin], told.Needed);
    }

    [Fact]
    public void What_is_missing_is_told_although_the_whole_would_not_take_it() => Assert.Equal(
        [Capability.Syslog],
        NeededCapabilities.Complete(
            new CapabilitiesMissing([Capability.Syslog], new CreateRings()), s_own, [s_bare], FakeMachine.Able).Capabilities);

    private static void Completed(Capability[] expected, CaptureOptions options, params NetworkInterface[] interfaces)
    {
        var told = NeededCapabilities.Complete(new CapabilitiesMissing([Capability.Bpf], new CreateRings()), options, interfaces, Having());
        Assert.Equal(expected, told.Capabilities);
        Assert.Equal(interfaces.Select(on => on.Name), Assert.IsType<CaptureOnAll>(told.Purpose).Interfaces);
    }

    private static HostPrivileges Having(params Capability[] some) => FakeMachine.Able with { Has = some.Contains };
}
