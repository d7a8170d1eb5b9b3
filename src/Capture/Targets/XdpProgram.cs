using Capture.Reasons;
using Ebpf.Btf;

namespace Capture.Targets;

/// <summary>A function of a loaded program, as the program's func_info and BTF describe it.</summary>
/// <param name="Id">The function in the program's BTF.</param>
/// <param name="Name">Its full name.</param>
/// <param name="HasTypedContext">Whether its first argument is declared <c>struct xdp_md *</c>.</param>
/// <param name="ParameterCount">Arguments it is declared with.</param>
public sealed record ProgramFunction(BtfTypeId Id, string Name, bool HasTypedContext, int ParameterCount)
{
    /// <summary>Whether it is known in its file only: then the compiler may drop and change arguments, and drop what it returns.</summary>
    public bool IsStatic { get; init; }

    /// <summary>Whether it is declared to return a number, and its arguments as ones that each take a register: only then is it known what
    /// it returns, and where that is found.</summary>
    public bool ReturnsNumber { get; init; } = true;

    /// <summary>Its first instruction among the program's, in slots of 8 bytes.</summary>
    public uint Start { get; init; }
}

/// <summary>A loaded program that handles an interface's packets: an XDP program, or one of type EXT in its function's place.</summary>
/// <param name="Id">Its number among all programs.</param>
public sealed record XdpProgram(uint Id)
{
    /// <summary>The kernel's name for it, 15 characters at most; null where the program may not be looked at.</summary>
    public string? Name { get; init; }

    /// <summary>Hash of its instructions, 16 hex digits; null where the program may not be looked at.</summary>
    public string? Tag { get; init; }

    /// <summary>Its functions, the main one first; none where BTF or func_info is missing.</summary>
    public IReadOnlyList<ProgramFunction> Functions { get; init; } = [];

    /// <summary>Functions that its BTF describes but that it lacks: other programs' of the same object file, or inlined ones.</summary>
    public IReadOnlyList<string> OtherFunctions { get; init; } = [];

    /// <summary>Whether it is of type EXT: in the place of another program's function, whose arguments it has.</summary>
    public bool IsExtension { get; init; }

    /// <summary>Why it could not be looked at, so that nothing but its number is known; null where it was.</summary>
    public CaptureReason? Unseen { get; init; }

    /// <summary>Whether it runs in the network card.</summary>
    public bool IsOffloaded { get; init; }

    /// <summary>Whether it has type information.</summary>
    public bool HasBtf { get; init; } = true;

    /// <summary>Why that cannot be read, in technical words; null where it can.</summary>
    public string? BtfProblem { get; init; }

    /// <summary>The function a packet is handed to; null where it is not known.</summary>
    public ProgramFunction? Main => Functions.Count > 0 ? Functions[0] : null;

    /// <summary>Its name for a person, as it may be chosen: the full one where it is known, and the id.</summary>
    public string Title => NameOf(Main);

    /// <summary>A function's name for a person, as it may be chosen.</summary>
    internal string NameOf(ProgramFunction? function) => (function?.Name ?? Name) is { Length: > 0 } name ? $"{name}@{Id}" : $"{Id}";

    /// <summary>
    /// Whether a function is handed the packet first: an XDP program's main one by its purpose, another one if it says so. One of type EXT
    /// cannot have a context that is not declared as such: the kernel compares its declaration with that of the function it replaces.
    /// </summary>
    internal bool TakesPacket(ProgramFunction function) =>
        function.HasTypedContext || (function == Main && !IsExtension && function.ParameterCount > 0);
}
