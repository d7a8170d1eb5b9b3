using Linux;
using Linux.Network;
using Linux.Processes;

namespace Capture.Reasons;

/// <summary>This kernel does not do, or does not allow, what a capture takes.</summary>
public abstract record KernelReason : CaptureReason;

/// <summary>It is locked down, which keeps BPF programs from reading packets.</summary>
public sealed record KernelLockedDown : KernelReason;

/// <summary>It offers no type information.</summary>
public sealed record KernelWithoutBtf : KernelReason;

/// <summary>Its type information, should it have any, is not to be seen from here: something is mounted over the kernel's /sys, or may not be
/// read.</summary>
public sealed record KernelBtfHidden : KernelReason;

/// <summary>A file that is to have the kernel's type information cannot be used.</summary>
/// <param name="Path">The file.</param>
/// <param name="Problem">What is wrong with it, in technical words.</param>
public sealed record BtfFileUnusable(string Path, string Problem) : KernelReason;

/// <summary>A file has the type information of another kernel than this one.</summary>
/// <param name="Path">The file.</param>
/// <param name="Length">Its type information has so many bytes.</param>
/// <param name="KernelLength">The kernel's has so many.</param>
public sealed record BtfFileOfAnother(string Path, int Length, int KernelLength) : KernelReason;

/// <summary>Its type information cannot be read.</summary>
/// <param name="Problem">What is wrong with it, in technical words.</param>
public sealed record KernelBtfUnreadable(string Problem) : KernelReason;

/// <summary>Its type information lacks a member of a type.</summary>
public sealed record KernelTypeMissing(string Type, string Member) : KernelReason;

/// <summary>Capabilities are missing, at least one.</summary>
/// <param name="Capabilities">Those.</param>
/// <param name="Purpose">What they are for.</param>
public sealed record CapabilitiesMissing(IReadOnlyList<Capability> Capabilities, CapturePurpose Purpose) : KernelReason
{
    /// <summary>All that a program file would have to be given: these and what is there already.</summary>
    public IReadOnlyList<Capability> Needed { get; init; } = Capabilities;
}

/// <summary>Capabilities of a user namespace do not count for BPF, and elsewhere only where things belong to it.</summary>
public sealed record DeniedInUserNamespace(CapturePurpose Purpose) : KernelReason;

/// <summary>The memory-lock limit is too low, and may not be raised.</summary>
public sealed record MemoryLockTooLow(CapturePurpose Purpose) : KernelReason;

/// <summary>It is too old for a capture, or was built without something that it takes.</summary>
/// <param name="Feature">What it lacks.</param>
/// <param name="Since">The first release that has it.</param>
public sealed record KernelLacks(string Feature, Version Since) : KernelReason;

/// <summary>There is no memory for the smallest rings.</summary>
/// <param name="Cpus">How many rings.</param>
/// <param name="Size">Bytes of each.</param>
/// <param name="SnapLength">Bytes of the longest packet, of which two have to fit in.</param>
/// <param name="Said">The call and the error.</param>
public sealed record NoMemoryForRings(int Cpus, uint Size, uint SnapLength, string Said) : KernelReason;

/// <summary>It forbids something although the capabilities are there.</summary>
public sealed record PolicyForbids(CapturePurpose Purpose) : KernelReason;

/// <summary>Its verifier refused a program.</summary>
/// <param name="Purpose">What the program is for.</param>
/// <param name="Said">The verifier's words.</param>
public sealed record VerifierRefused(CapturePurpose Purpose, string Said) : KernelReason;

/// <summary>It refused something for no reason that is known here.</summary>
/// <param name="Purpose">What for.</param>
/// <param name="Said">The call and the error.</param>
/// <param name="Error">The error by itself.</param>
public sealed record KernelRefused(CapturePurpose Purpose, string Said, Errno Error) : KernelReason;

/// <summary>It does not attach our XDP program.</summary>
public sealed record AttachRefused(string Interface, XdpMode Mode, Errno Error) : KernelReason;
