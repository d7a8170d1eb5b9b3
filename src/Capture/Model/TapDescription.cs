using PacketFiles;

namespace Capture.Model;

/// <summary>What libpcap says of an interface that it captures on.</summary>
/// <param name="LinkType">LINKTYPE_ number of its packets, as files have it.</param>
/// <param name="LinkTypeName">libpcap's name for that, such as EN10MB.</param>
/// <param name="LinkTypeDescription">libpcap's words for it, such as Ethernet.</param>
/// <param name="Precision">How fine its time stamps are.</param>
public sealed record TapDescription(ushort LinkType, string LinkTypeName, string LinkTypeDescription, TimestampPrecision Precision);
