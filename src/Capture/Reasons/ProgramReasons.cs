namespace Capture.Reasons;

/// <summary>An XDP program cannot be captured at.</summary>
public abstract record ProgramReason : CaptureReason;

/// <summary>It was gone before it could be opened.</summary>
public sealed record ProgramVanished(string Interface, uint Id) : ProgramReason;

/// <summary>It runs in the network card.</summary>
public sealed record ProgramOffloaded(string Interface, uint Id) : ProgramReason;

/// <summary>It was loaded without type information.</summary>
/// <param name="Program">The kernel's name for it.</param>
/// <param name="Id">Its number.</param>
public sealed record ProgramWithoutBtf(string Program, uint Id) : ProgramReason;

/// <summary>It has type information, which does not say which function is where.</summary>
/// <inheritdoc cref="ProgramWithoutBtf"/>
public sealed record ProgramWithoutFunctions(string Program, uint Id) : ProgramReason;

/// <summary>Its type information cannot be read.</summary>
/// <param name="Program">The kernel's name for it.</param>
/// <param name="Id">Its number.</param>
/// <param name="Problem">What is wrong with it, or the kernel's refusal, in technical words.</param>
public sealed record ProgramBtfUnreadable(string Program, uint Id, string Problem) : ProgramReason;
