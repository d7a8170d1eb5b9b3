using Capture.Reasons;
using Capture.Sources;
using Capture.Targets;
using Ebpf.Xdp;

namespace Capture;

/// <summary>A function of an XDP program that packets are captured at.</summary>
/// <param name="ProgramId">The kernel's id of the program.</param>
/// <param name="FunctionName">The function's full name, without parentheses.</param>
/// <param name="Mode">How the program, or the dispatcher it is part of, is attached.</param>
public sealed record CapturedProgram(uint ProgramId, string FunctionName, XdpMode Mode);

/// <summary>An interface of a capture.</summary>
/// <param name="Loaded">The interface and all XDP programs that were on it when capture began.</param>
/// <param name="Programs">What is captured at there, outermost first; none where libpcap captures.</param>
/// <param name="RunsOwnProgram">Whether the XDP program is our own, loaded for this capture.</param>
/// <param name="Hardware">What its driver says of it.</param>
public sealed record CapturedInterface(
    InterfacePrograms Loaded, IReadOnlyList<CapturedProgram> Programs, bool RunsOwnProgram, InterfaceHardware Hardware)
{
    /// <summary>Why a filter for VLAN tags may miss packets here; null where it cannot or none was asked for.</summary>
    public VlanReason? VlanDoubt { get; init; }

    /// <summary>What libpcap says of the interface, where it captures since there is no XDP program; else null.</summary>
    public TapDescription? Tap { get; init; }

    /// <summary>The interface.</summary>
    public NetworkInterface Interface => Loaded.Interface;

    /// <summary>Whether packets may begin with the header of the tunnel that they came by: it is what a filter is asked of then.</summary>
    public bool MayShowOuterHeader => Tap is null && DeviceLinkType.MayShowOuterHeader(Interface);
}
