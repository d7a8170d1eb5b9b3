using Capture.Model;

namespace Capture.Reasons;

/// <summary>Something happened to a captured interface.</summary>
/// <param name="Interface">Its name.</param>
public abstract record InterfaceNotice(string Interface) : CaptureNotice;

/// <summary>Its XDP program was detached: nothing is captured there.</summary>
public sealed record ProgramDetached(string Interface) : InterfaceNotice(Interface);

/// <summary>Its XDP programs are others now, and captured at.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="IsRetyped">Whether it is its link type that changed.</param>
/// <param name="Programs">What is captured at.</param>
public sealed record ProgramsFollowed(string Interface, bool IsRetyped, IReadOnlyList<CapturedFunction> Programs) : InterfaceNotice(Interface);

/// <summary>Its XDP programs are others now, and nothing is captured there until they change again.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="IsRetyped">Whether it is its link type that changed.</param>
/// <param name="Reason">Why.</param>
public sealed record ProgramsNotFollowed(string Interface, bool IsRetyped, CaptureReason Reason) : InterfaceNotice(Interface);

/// <summary>Its XDP programs are others now, and the kernel, which is asked again, does not tell which.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Said">The kernel's refusal.</param>
public sealed record ProgramsNotTold(string Interface, string Said) : InterfaceNotice(Interface);

/// <summary>A slave came, and is captured on.</summary>
public sealed record SlaveCame(string Interface, string Slave) : InterfaceNotice(Interface);

/// <summary>A slave came, and is not captured on.</summary>
public sealed record SlaveNotFollowed(string Interface, string Slave, CaptureReason Reason) : InterfaceNotice(Interface);

/// <summary>A slave left.</summary>
public sealed record SlaveLeft(string Interface, string Slave) : InterfaceNotice(Interface);

/// <summary>Its slaves may be others now, and the kernel, which is asked again, does not tell.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="Said">The kernel's refusal.</param>
public sealed record SlavesNotTold(string Interface, string Said) : InterfaceNotice(Interface);

/// <summary>It is down.</summary>
public sealed record InterfaceWentDown(string Interface) : InterfaceNotice(Interface);

/// <summary>It is up.</summary>
public sealed record InterfaceCameUp(string Interface) : InterfaceNotice(Interface);

/// <summary>It has another name.</summary>
public sealed record InterfaceRenamed(string Interface, string Now) : InterfaceNotice(Interface);

/// <summary>Its packets are of another link type.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="LinkType">LINKTYPE_ number.</param>
public sealed record InterfaceRetyped(string Interface, ushort LinkType) : InterfaceNotice(Interface);

/// <summary>It is there no more, and others are captured on.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="WasMoved">Whether it is in another network namespace now; null where the kernel's word of it was lost.</param>
public sealed record InterfaceLeft(string Interface, bool? WasMoved) : InterfaceNotice(Interface);

/// <summary>It gives no more packets, and others are captured on.</summary>
public sealed record InterfaceEnded(string Interface, CaptureReason Reason) : InterfaceNotice(Interface);

/// <summary>Packets are missing that came while another interface was taken in, which runs the same XDP program.</summary>
/// <param name="Interface">Its name.</param>
/// <param name="By">The other one.</param>
public sealed record CaptureInterrupted(string Interface, string By) : InterfaceNotice(Interface);
