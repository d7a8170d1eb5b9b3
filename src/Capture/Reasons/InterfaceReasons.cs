using Linux;

namespace Capture.Reasons;

/// <summary>Something is in the way with an interface, or with the network namespace it is to be in.</summary>
public abstract record InterfaceReason : CaptureReason;

/// <summary>There is no such interface.</summary>
/// <param name="Name">What was asked for.</param>
/// <param name="Known">What there is.</param>
public sealed record UnknownInterface(string Name, IReadOnlyList<string> Known) : InterfaceReason;

/// <summary>There is no such network namespace.</summary>
/// <param name="Name">What was asked for.</param>
/// <param name="Known">Those that have names; null where they cannot be listed.</param>
public sealed record UnknownNamespace(string Name, IReadOnlyList<string>? Known) : InterfaceReason;

/// <summary>There is neither a process of this number nor a namespace of this name.</summary>
public sealed record NoSuchProcess(string Id) : InterfaceReason;

/// <summary>A network namespace's file cannot be opened.</summary>
public sealed record NamespaceNotReadable(string Path, Errno Error) : InterfaceReason;

/// <summary>A file is no network namespace's.</summary>
public sealed record NotANamespace(string Path) : InterfaceReason;

/// <summary>An interface has no XDP program.</summary>
/// <param name="Interface">Its name.</param>
public sealed record NothingToAttachTo(string Interface) : InterfaceReason;

/// <summary>An interface cannot be taken in where others share its XDP program, and these cannot be captured on again either.</summary>
/// <param name="Interfaces">Names of the others.</param>
/// <param name="Cause">Why it cannot be taken in.</param>
/// <param name="Reason">Why the others cannot go on.</param>
public sealed record NotRestored(IReadOnlyList<string> Interfaces, CaptureReason Cause, CaptureReason Reason) : InterfaceReason;

/// <summary>An interface has no XDP program, and some were named.</summary>
public sealed record NoProgramToName(string Interface) : InterfaceReason;

/// <summary>An interface has an XDP program, so that none of ours can be there.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Program">The program, as function@id.</param>
public sealed record InterfaceHasProgram(string Interface, string Program) : InterfaceReason;

/// <summary>An interface is there no more.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="WasMoved">Whether it is in another network namespace now; null where the kernel's word of it was lost.</param>
public sealed record InterfaceGone(string Interface, bool? WasMoved) : InterfaceReason;

/// <summary>The kernel does not make an interface promiscuous.</summary>
public sealed record NotPromiscuous(string Interface, Errno Error) : InterfaceReason;
