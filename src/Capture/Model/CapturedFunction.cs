using Linux.Network;

namespace Capture.Model;

/// <summary>A function of an XDP program that packets are captured at.</summary>
/// <param name="ProgramId">The kernel's id of the program.</param>
/// <param name="FunctionName">The function's full name, without parentheses.</param>
/// <param name="Mode">How the program, or the dispatcher it is part of, is attached.</param>
public sealed record CapturedFunction(uint ProgramId, string FunctionName, XdpMode Mode);
