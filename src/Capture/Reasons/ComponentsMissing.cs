using Linux;

namespace Capture.Reasons;

/// <summary>Why not all programs are known that run in the places of an attached program's functions.</summary>
public abstract record ComponentsMissing : CaptureReason;

/// <summary>The program's type information cannot be read, so that it is not known what its functions are.</summary>
public sealed record FunctionsUnreadable : ComponentsMissing;

/// <summary>The kernel does not tell them, and libxdp's pins do not show them all.</summary>
/// <param name="Folder">Where pins would be.</param>
/// <param name="DispatcherUnknown">What is not known of the dispatcher's own numbers either, in a few words; null where they are known.</param>
public sealed record PinsMissing(string Folder, string? DispatcherUnknown) : ComponentsMissing;

/// <summary>The kernel does not tell them, and libxdp's pins cannot be read.</summary>
/// <inheritdoc cref="PinsMissing"/>
public sealed record PinsUnreadable(string Folder, Errno Error, string? DispatcherUnknown) : ComponentsMissing;

/// <summary>libxdp's pins show some, and nothing tells whether these are all.</summary>
/// <inheritdoc cref="PinsMissing"/>
public sealed record PinsMaybeNotAll(string Folder, string DispatcherUnknown) : ComponentsMissing;
