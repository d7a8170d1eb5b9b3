namespace Capture.Reasons;

/// <summary>A function of an XDP program cannot be captured at; functions are told as function@id.</summary>
public abstract record FunctionReason : CaptureReason;

/// <summary>Its first argument is not the packet.</summary>
/// <param name="Function">The function.</param>
/// <param name="There">What can be captured at.</param>
public sealed record TakesNoPacket(string Function, IReadOnlyList<string> There) : FunctionReason;

/// <summary>A dispatcher's own function is replaced by its only program.</summary>
public sealed record DispatcherReplaced(string Dispatcher, string Component) : FunctionReason;

/// <summary>Another program runs in its place.</summary>
public sealed record FunctionReplaced(string Function, string Replacement) : FunctionReason;

/// <summary>The program has several of this name.</summary>
public sealed record SeveralOfOneName(string Function, string Program) : FunctionReason;

/// <summary>The kernel does not vouch for its arguments, and nothing that encloses it can be hooked to prove them.</summary>
/// <param name="Function">The function.</param>
/// <param name="Program">The program that calls it.</param>
public sealed record ContextNotProvable(string Function, string Program) : FunctionReason;

/// <summary>What it returns is not known, and packets are to be chosen by it.</summary>
/// <param name="Function">The function.</param>
/// <param name="Doubt">Why.</param>
/// <param name="Program">The program that calls it.</param>
public sealed record ActionUnknown(string Function, ReturnDoubt Doubt, string Program) : FunctionReason;

/// <summary>Why it is not known what a function returns.</summary>
public enum ReturnDoubt
{
    /// <summary>It is declared to return no number, or takes arguments that are not a register each.</summary>
    NoNumber,

    /// <summary>No caller reads what it returns, so that the compiler may have dropped it.</summary>
    Dropped,

    /// <summary>The kernel does not show the program's instructions, which would show if a caller reads it.</summary>
    InstructionsHidden,

    /// <summary>Not all of the program's instructions are known here.</summary>
    InstructionsUnknown,
}
