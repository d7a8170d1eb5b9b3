using Ebpf.Features;
using Linux.Processes;

namespace Capture.Reasons;

/// <summary>What EPERM means, as far as it can be known; null where a policy of the machine is all that is left.</summary>
internal static class Denials
{
    /// <summary>Of bpf(2), which asks for capabilities in the machine's own user namespace.</summary>
    public static KernelReason? OfBpf(IReadOnlyList<Capability> takes, CapturePurpose purpose, HostPrivileges here) =>
        PermissionDenial.Find(takes, here) switch
        {
            DeniedToUserNamespace => new DeniedInUserNamespace(purpose),
            CapabilitiesDenied denied => new CapabilitiesMissing(denied.Missing, purpose),
            MemoryLockDenied => new MemoryLockTooLow(purpose),
            _ => null,
        };

    /// <summary>
    /// Of network namespaces and sockets, which ask for it in the user namespace that the network belongs to: who has it, and is refused all
    /// the same, has it in another one.
    /// </summary>
    public static KernelReason? OfNetwork(Capability takes, CapturePurpose purpose, HostPrivileges here) =>
        !here.Has(takes) ? new CapabilitiesMissing([takes], purpose)
        : here.IsInUserNamespace() ? new DeniedInUserNamespace(purpose)
        : null;
}
