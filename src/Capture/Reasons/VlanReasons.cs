using Linux;

namespace Capture.Reasons;

/// <summary>A filter that asks for VLAN tags may miss packets, since the tags lie beside them.</summary>
/// <param name="Interface">Where packets are captured.</param>
public abstract record VlanReason(string Interface) : CaptureReason;

/// <summary>They are taken off.</summary>
/// <param name="Interface">Where packets are captured.</param>
/// <param name="Doer">The interface that takes them off: the same, or a veth's peer.</param>
/// <param name="Active">Its features that do that.</param>
public sealed record VlanTagsTakenOff(string Interface, string Doer, IReadOnlyList<VlanFeature> Active) : VlanReason(Interface);

/// <summary>A veth's peer in another network namespace may leave them out.</summary>
public sealed record VlanTagsAtPeer(string Interface) : VlanReason(Interface);

/// <summary>Packets come through other interfaces, where they lose them.</summary>
public sealed record VlanTagsGoneBelow(string Interface) : VlanReason(Interface);

/// <summary>It is not known.</summary>
/// <param name="Interface">Where packets are captured.</param>
/// <param name="Asked">The interface whose driver was asked and did not tell.</param>
/// <param name="Error">The kernel's refusal; null where there was none.</param>
public sealed record VlanTagsUnknown(string Interface, string Asked, Errno? Error) : VlanReason(Interface);

/// <summary>A feature of a driver that takes VLAN tags off, or leaves them out.</summary>
/// <param name="Word">What ethtool calls it.</param>
/// <param name="IsFixed">Whether it cannot be switched off.</param>
public readonly record struct VlanFeature(string Word, bool IsFixed);
