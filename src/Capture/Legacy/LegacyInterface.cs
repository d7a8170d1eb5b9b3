using Ebpf.Xdp;
using PacketFiles;

namespace Capture.Legacy;

/// <summary>An interface that libpcap captures on.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="LinkType">LINKTYPE_ number of its packets, as files have it.</param>
/// <param name="LinkTypeName">libpcap's name for that, such as EN10MB.</param>
/// <param name="LinkTypeDescription">libpcap's words for it, such as Ethernet.</param>
/// <param name="Precision">How fine its time stamps are.</param>
/// <param name="Hardware">What its driver says of it.</param>
public sealed record LegacyInterface(
    NetworkInterface Interface, ushort LinkType, string LinkTypeName, string LinkTypeDescription, TimestampPrecision Precision,
    InterfaceHardware Hardware);
