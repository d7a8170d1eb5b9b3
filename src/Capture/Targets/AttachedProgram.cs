using Capture.Reasons;
using Ebpf.Btf;
using Ebpf.Xdp;
using Linux.Network;

namespace Capture.Targets;

/// <summary>A program of type EXT in the place of a function of an attached XDP program, as libxdp's dispatcher has several.</summary>
/// <param name="Program">The program.</param>
/// <param name="Replaced">The function it runs in the place of, in the attached program's BTF.</param>
/// <param name="ReplacedName">Name of that function.</param>
public sealed record XdpComponent(XdpProgram Program, BtfTypeId Replaced, string ReplacedName)
{
    /// <summary>Its place in the dispatcher's order; null if it was put there by other means than a dispatcher's.</summary>
    public int? Slot { get; init; }

    /// <summary>Its priority; lower ones run first. Null if there is no dispatcher that tells.</summary>
    public uint? Priority { get; init; }

    /// <summary>The actions after which the next component runs, bit n for action n; null if there is no dispatcher that tells.</summary>
    public uint? ChainActions { get; init; }
}

/// <summary>An XDP program on an interface and what runs inside it.</summary>
/// <param name="Mode">Where it runs.</param>
/// <param name="Program">The program attached: libxdp's dispatcher, or a user's.</param>
/// <param name="Components">The programs in the places of its functions, in the order they run.</param>
public sealed record AttachedProgram(XdpMode Mode, XdpProgram Program, IReadOnlyList<XdpComponent> Components)
{
    /// <summary>What it says as a dispatcher; null if it is none.</summary>
    public XdpDispatcher? Dispatcher { get; init; }

    /// <summary>Why <see cref="Components"/> lacks some that the dispatcher says there are; null if it does not.</summary>
    public ComponentsMissing? Missing { get; init; }

    /// <summary>
    /// The component that runs in the place of the program itself, as libxdp does it with a single one; null if the program's own function
    /// runs. Only then can that function be traced.
    /// </summary>
    public XdpComponent? Replacement => Program.Main is { } main ? ReplacementOf(main) : null;

    internal XdpComponent? ReplacementOf(ProgramFunction function) =>
        Components.FirstOrDefault(component => component.Replaced == function.Id);
}
