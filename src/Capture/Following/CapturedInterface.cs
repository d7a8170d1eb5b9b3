using Capture.Model;
using Capture.Reasons;
using Capture.Targets;
using Linux.Network;

namespace Capture.Following;

/// <summary>An interface of a capture.</summary>
/// <param name="Loaded">The interface and all XDP programs that were on it when capture began.</param>
/// <param name="Programs">What is captured at there, outermost first; none where libpcap captures.</param>
/// <param name="RunsOwnProgram">Whether the XDP program is our own, loaded for this capture.</param>
/// <param name="Hardware">What its driver says of it.</param>
public sealed record CapturedInterface(
    InterfacePrograms Loaded, IReadOnlyList<CapturedFunction> Programs, bool RunsOwnProgram, InterfaceHardware Hardware)
{
    /// <summary>Why a filter for VLAN tags may miss packets here; null where it cannot or none was asked for.</summary>
    public VlanReason? VlanDoubt { get; init; }

    /// <summary>Why packets that one may look for will not be seen here, as far as it is known.</summary>
    public IReadOnlyList<VisibilityReason> Doubts { get; init; } = [];

    /// <summary>What libpcap says of the interface, where it captures since there is no XDP program; else null.</summary>
    public TapDescription? Tap { get; init; }

    /// <summary>The interface.</summary>
    public NetworkInterface Interface => Loaded.Interface;

    /// <summary>Whether packets may begin with the header of the tunnel that they came by: it is what a filter is asked of then.</summary>
    public bool MayShowOuterHeader => Tap is null && DeviceLinkType.MayShowOuterHeader(Interface);
}
