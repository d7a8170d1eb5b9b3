namespace Capture.Reasons;

/// <summary>A word that should name a program does not.</summary>
public abstract record NameReason : CaptureReason;

/// <summary>A name is empty.</summary>
/// <param name="Typed">All the words, as typed.</param>
/// <param name="Interface">Where.</param>
/// <param name="There">What can be named.</param>
public sealed record EmptyName(string Typed, string Interface, IReadOnlyList<string> There) : NameReason;

/// <summary>No program or function of the interface has this name.</summary>
public sealed record UnknownName(string Name, string Interface, IReadOnlyList<string> There) : NameReason;

/// <summary>No function of the program has this name.</summary>
public sealed record UnknownNameIn(string Name, string Program, IReadOnlyList<string> There) : NameReason;

/// <summary>Several programs have this name.</summary>
public sealed record NameOfSeveral(string Name, string Interface, IReadOnlyList<string> Meant) : NameReason;

/// <summary>What stands for a program id is no number.</summary>
public sealed record BadProgramId(string Id, string Word, string Interface, IReadOnlyList<string> There) : NameReason;

/// <summary>The interface has no program of this id.</summary>
public sealed record ForeignProgramId(string Id, string Interface, IReadOnlyList<string> There) : NameReason;

/// <summary>The program's type information knows the function, but it is no part of it.</summary>
public sealed record NotInProgram(string Function, string Program, IReadOnlyList<string> There) : NameReason;

/// <summary>Not all programs are known that run inside of one.</summary>
/// <param name="Dispatcher">The program, as function@id.</param>
/// <param name="Missing">Why.</param>
public sealed record ComponentsUnknown(string Dispatcher, ComponentsMissing Missing) : NameReason;

/// <summary>Something was not found, and might be among programs that are not known.</summary>
/// <param name="Reason">What was not found.</param>
/// <param name="Dispatcher">The program that they run in, as function@id.</param>
/// <param name="Missing">Why they are not known.</param>
public sealed record AlsoUnknown(CaptureReason Reason, string Dispatcher, ComponentsMissing Missing) : NameReason;
