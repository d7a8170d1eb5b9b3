namespace Capture.Reasons;

/// <summary>libpcap does not capture in place of an XDP program.</summary>
public abstract record LibPcapReason(string Interface) : CaptureReason;

/// <summary>It is not installed.</summary>
public sealed record NoLibPcap(string Interface) : LibPcapReason(Interface);

/// <summary>The interface is down.</summary>
public sealed record InterfaceDown(string Interface) : LibPcapReason(Interface);

/// <summary>The interface was gone before it could be opened.</summary>
public sealed record InterfaceVanished(string Interface) : LibPcapReason(Interface);

/// <summary>It refuses.</summary>
/// <param name="Interface">Where.</param>
/// <param name="Said">Its words.</param>
public sealed record LibPcapRefused(string Interface, string Said) : LibPcapReason(Interface);

/// <summary>It cannot go on.</summary>
/// <param name="Interface">Where.</param>
/// <param name="Said">Its words.</param>
public sealed record LibPcapEnded(string Interface, string Said) : LibPcapReason(Interface);

/// <summary>libpcap knows something else by the interface's name, as it does by "any" and "nflog".</summary>
/// <param name="Interface">Its name.</param>
/// <param name="LinkType">Name of the link type that libpcap would capture.</param>
public sealed record NameMeansSomethingElse(string Interface, string LinkType) : LibPcapReason(Interface);
