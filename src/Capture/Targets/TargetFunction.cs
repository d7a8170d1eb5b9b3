using Capture.Reasons;
using Ebpf.Btf;
using Linux.Network;

namespace Capture.Targets;

/// <summary>A function of a loaded XDP program whose entry and exit can be hooked.</summary>
/// <param name="ProgramId">The program.</param>
/// <param name="Function">The function in the program's own BTF.</param>
/// <param name="Name">The function's full name, not the kernel's 15 characters.</param>
/// <param name="HasTypedContext">
/// Whether its first argument is declared <c>struct xdp_md *</c>; with any other type the kernel hands a capture
/// program a bare number.
/// </param>
/// <param name="ParameterCount">Arguments it is declared with: what it returned stands behind them.</param>
/// <param name="Mode">How the program, or the dispatcher it is part of, is attached.</param>
internal sealed record TargetFunction(
    uint ProgramId, BtfTypeId Function, string Name, bool HasTypedContext, int ParameterCount, XdpMode Mode)
{
    /// <summary>The program whose main function calls it; null where it is that one itself, which the kernel calls with a packet.</summary>
    public XdpProgram? CalledWithin { get; init; }

    /// <summary>
    /// Whether the kernel vouches for its first argument being the packet's context; else each run has to prove it (FunctionTrust).
    /// </summary>
    public bool IsContextKnown { get; init; } = true;

    /// <summary>Why what it returns is not known and its exit tells no action; null where it is.</summary>
    public ReturnDoubt? ReturnUnknown { get; init; }

    /// <summary>Its name for a person, as it may be chosen.</summary>
    public string Title => $"{Name}@{ProgramId}";
}

/// <summary>What is to be captured on one interface.</summary>
/// <param name="Interface">The interface as it was when its programs were looked up.</param>
/// <param name="Captured">Where records are made, at least one function, outermost first: a dispatcher before its components, these in the
/// order they run, a program's main function before the others.</param>
/// <param name="Outermost">The function within whose run all of <paramref name="Captured"/> run: its entry opens a packet and its exit closes
/// it. Often it is the first of them; null where none of those that enclose the others can be traced.</param>
internal sealed record TargetPlan(NetworkInterface Interface, IReadOnlyList<TargetFunction> Captured, TargetFunction? Outermost);
