using Linux;
using Linux.Processes;

namespace Ebpf.Features;

/// <summary>What the kernel answered when it was asked for a feature.</summary>
public abstract record FeatureSupport
{
    /// <summary>It is there, and this process may use it.</summary>
    public static FeatureSupport Supported { get; } = new FeatureSupported();

    /// <summary>Reads a refusal as an answer to the question whether there is such a thing.</summary>
    /// <param name="refusal">A failed call that asked for nothing but the feature.</param>
    /// <param name="takes">The capabilities that the call takes.</param>
    /// <param name="here">What this process may do.</param>
    public static FeatureSupport Of(SystemCallException refusal, IReadOnlyList<Capability> takes, HostPrivileges here)
    {
        var error = refusal.Errno;
        if (error == Errno.EPERM)
            return new FeatureRefused(refusal.Message, PermissionDenial.Find(takes, here));
        // A command, a flag, a type or an attribute that the kernel does not know; 524 and 95: the processor's part of it is missing.
        // Anything else, such as a lack of memory or of descriptors, says nothing of the feature.
        // Neither does ENOSYS, which sandboxes answer for what they filter.
        return error == Errno.EINVAL || error == Errno.E2BIG || error == Errno.ENOTSUPP || error == Errno.EOPNOTSUPP
            ? new FeatureUnsupported(refusal.Message, error)
            : new FeatureUnknown(refusal.Message, error);
    }
}

/// <summary>It is there, and this process may use it.</summary>
public sealed record FeatureSupported : FeatureSupport;

/// <summary>This kernel has no such thing: it is older, was built without it, or has no such thing on this processor.</summary>
/// <param name="Said">The call and the kernel's words.</param>
/// <param name="Error">The kernel's number for it.</param>
public sealed record FeatureUnsupported(string Said, Errno Error) : FeatureSupport;

/// <summary>This process may not use it. Whether it is there is not known.</summary>
/// <param name="Said">The call and the kernel's words.</param>
/// <param name="Cause">Why not.</param>
public sealed record FeatureRefused(string Said, PermissionDenial Cause) : FeatureSupport;

/// <summary>It could not be asked, so that nothing is known.</summary>
/// <param name="Problem">What went wrong.</param>
/// <param name="Error">The kernel's number for it.</param>
public sealed record FeatureUnknown(string Problem, Errno Error) : FeatureSupport;
