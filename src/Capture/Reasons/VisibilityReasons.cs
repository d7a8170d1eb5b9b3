namespace Capture.Reasons;

/// <summary>An interface is captured on, and yet packets that one may look for will not be seen there.</summary>
/// <param name="Interface">Its name.</param>
public abstract record VisibilityReason(string Interface) : CaptureReason;

/// <summary>An interface that it gets its packets from has an XDP program, which sees them first.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Lower">The other's name.</param>
/// <param name="Program">The program, as function@id.</param>
public sealed record ProgramBelow(string Interface, string Lower, string Program) : VisibilityReason(Interface);

/// <summary>The same where the other one is in another network namespace.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Lower">The other's name.</param>
/// <param name="NamespaceId">The id that its namespace has in this one.</param>
/// <param name="Program">The program, as function@id.</param>
public sealed record ProgramBelowElsewhere(string Interface, string Lower, int NamespaceId, string Program) : VisibilityReason(Interface);

/// <summary>It gets its packets from an interface in another network namespace, which cannot be looked at.</summary>
public sealed record LowerElsewhere(string Interface) : VisibilityReason(Interface);

/// <summary>What it gets its packets from cannot be looked up.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Said">The kernel's refusal.</param>
public sealed record LowerUnknown(string Interface, string Said) : VisibilityReason(Interface);

/// <summary>Its master has an XDP program that its driver hands down: it runs on this one's packets.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Master">The master's name.</param>
/// <param name="Program">The program, as function@id.</param>
public sealed record ProgramAbove(string Interface, string Master, string Program) : VisibilityReason(Interface);

/// <summary>It is down.</summary>
public sealed record IsDown(string Interface) : VisibilityReason(Interface);

/// <summary>There is nobody at the other end.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Peer">The other end's name, which is down; null where that is not known.</param>
public sealed record NoCarrier(string Interface, string? Peer) : VisibilityReason(Interface);

/// <summary>Packets of receive queues are asked for that it does not have.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Queues">Those.</param>
/// <param name="Count">How many it has.</param>
/// <param name="IsForNow">Whether it can have more.</param>
public sealed record QueuesMissing(string Interface, string Queues, uint Count, bool IsForNow) : VisibilityReason(Interface);

/// <summary>Only packets from its own address are asked for, which it sends and does not receive.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Address">As it was typed.</param>
/// <param name="Owner">The interface that has the address: it, or its master.</param>
public sealed record OwnSource(string Interface, string Address, string Owner) : VisibilityReason(Interface);
