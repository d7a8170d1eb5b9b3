using Capture.Model;

namespace Capture.Reasons;

/// <summary>It has an XDP program now that cannot be captured at: libpcap goes on, and sees what that passes on.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Reason">Why.</param>
public sealed record ProgramAttachedInLegacy(string Interface, CaptureReason Reason) : InterfaceNotice(Interface);

/// <summary>It has an XDP program now, and the kernel, which is asked again, does not tell which: libpcap goes on meanwhile.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Said">The kernel's refusal.</param>
public sealed record ProgramNotToldInLegacy(string Interface, string Said) : InterfaceNotice(Interface);

/// <summary>It has no XDP program any more that libpcap, which captures there, saw packets behind.</summary>
public sealed record ProgramDetachedInLegacy(string Interface) : InterfaceNotice(Interface);

/// <summary>It has an XDP program now, which is captured at in the place of libpcap. Packets of between may be there twice.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Programs">What is captured at.</param>
public sealed record LegacyLeft(string Interface, IReadOnlyList<CapturedFunction> Programs) : InterfaceNotice(Interface);

/// <summary>It has no XDP program any more, and libpcap captures there. Packets of between are missing.</summary>
public sealed record LegacyEntered(string Interface) : InterfaceNotice(Interface);

/// <summary>libpcap was opened anew, for another link type. Packets of between are missing.</summary>
public sealed record LegacyReopened(string Interface) : InterfaceNotice(Interface);

/// <summary>It has no XDP program any more, and libpcap, which is tried again, does not capture there.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Reason">Why.</param>
public sealed record LegacyRefused(string Interface, CaptureReason Reason) : InterfaceNotice(Interface);
