using Capture.Reasons;
using Capture.Tests.Hooks;
using Ebpf.Features;
using Linux.Processes;

namespace Capture.Tests.Reasons;

/// <summary>The same EPERM, with different causes. Where none is known, none is told.</summary>
public sealed class DenialsTests
{
    private static readonly CapturePurpose s_purpose = new CreateRings();
    private static readonly HostPrivileges s_nobody = FakeMachine.Able with { Has = _ => false };
    private static readonly HostPrivileges s_contained = FakeMachine.Able with { IsInUserNamespace = () => true };

    /// <summary>The capability is asked for in the namespace that the network belongs to, which may well be one's own.</summary>
    [Fact]
    public void Of_the_network_it_is_the_capability_that_is_missing_before_the_user_namespace_is_blamed()
    {
        Assert.Equal([Capability.NetRaw], Missing(Network(s_nobody)));
        Assert.Equal([Capability.NetRaw], Missing(Network(s_nobody with { IsInUserNamespace = () => true })));
        Assert.Equal(new DeniedInUserNamespace(s_purpose), Network(s_contained));
        Assert.Null(Network(FakeMachine.Able));
    }

    /// <summary>The capability is asked for in the machine's own namespace.</summary>
    [Fact]
    public void Of_bpf_it_is_the_user_namespace_whatever_the_capabilities_there()
    {
        Assert.Equal([Capability.SysAdmin], Missing(Bpf(s_nobody)));
        Assert.Equal(new DeniedInUserNamespace(s_purpose), Bpf(s_nobody with { IsInUserNamespace = () => true }));
        Assert.Equal(new DeniedInUserNamespace(s_purpose), Bpf(s_contained));
        Assert.Equal(
            new MemoryLockTooLow(s_purpose), Bpf(FakeMachine.Able with { Release = new Version(5, 10), TryRaiseMemoryLock = () => false }));
        Assert.Null(Bpf(FakeMachine.Able));
    }

    private static KernelReason? Network(HostPrivileges here) => Denials.OfNetwork(Capability.NetRaw, s_purpose, here);

    private static KernelReason? Bpf(HostPrivileges here) => Denials.OfBpf([Capability.SysAdmin], s_purpose, here);

    private static IReadOnlyList<Capability> Missing(KernelReason? reason) => Assert.IsType<CapabilitiesMissing>(reason).Capabilities;
}
