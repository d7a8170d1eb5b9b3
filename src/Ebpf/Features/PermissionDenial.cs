using Linux.Processes;

namespace Ebpf.Features;

/// <summary>Why bpf(2) answers EPERM. The same number has four causes, told apart by what else is known.</summary>
public abstract record PermissionDenial
{
    /// <summary>Finds the cause.</summary>
    /// <param name="takes">The capabilities that what was refused takes; CAP_SYS_ADMIN stands for all of them.</param>
    /// <param name="here">The machine and this process.</param>
    public static PermissionDenial Find(IReadOnlyList<Capability> takes, HostPrivileges here)
    {
        if (here.IsInUserNamespace())
            return new DeniedToUserNamespace();
        if (MissingOf(takes, here) is { Count: > 0 } missing)
            return new CapabilitiesDenied(missing);
        // The release decides, not a question: all there is to ask with is refused by the same limit.
        return here.ChargesMemoryLock && !here.TryRaiseMemoryLock() ? new MemoryLockDenied() : new DeniedByPolicy();
    }

    /// <summary>Those capabilities that this process lacks.</summary>
    public static IReadOnlyList<Capability> MissingOf(IReadOnlyList<Capability> takes, HostPrivileges here) =>
        here.Has(Capability.SysAdmin) ? [] : [.. takes.Where(needed => !here.Has(needed))];
}

/// <summary>Capabilities are missing, at least one.</summary>
/// <param name="Missing">Those.</param>
public sealed record CapabilitiesDenied(IReadOnlyList<Capability> Missing) : PermissionDenial;

/// <summary>The capabilities may be there, but are those of a user namespace, which do not count for bpf(2): capable() in bpf_capable()
/// of include/linux/capability.h asks for them in the machine's own.</summary>
public sealed record DeniedToUserNamespace : PermissionDenial;

/// <summary>The limit of locked memory is too low and may not be raised (before 5.11).</summary>
public sealed record MemoryLockDenied : PermissionDenial;

/// <summary>The capabilities are there: a policy of the machine forbids it.</summary>
public sealed record DeniedByPolicy : PermissionDenial;
