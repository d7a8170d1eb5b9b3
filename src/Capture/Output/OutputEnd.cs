using Linux;

namespace Capture.Output;

/// <summary>Why an output takes no more.</summary>
/// <param name="Path">The output as the user knows it.</param>
public abstract record OutputEnd(string Path);

/// <summary>The program at the other end of the pipe has gone (EPIPE): it has seen enough, which is a clean end.</summary>
/// <param name="Path">The output as the user knows it.</param>
public sealed record OutputClosed(string Path) : OutputEnd(Path);

/// <summary>The disk is full, the device gone, or the like. What was kept is whole and readable.</summary>
/// <param name="Path">The output as the user knows it.</param>
/// <param name="Errno">The kernel's reason.</param>
/// <param name="BytesKept">Bytes that stay in the output; null where it could not be begun and is as it was before.</param>
public sealed record OutputFailed(string Path, Errno Errno, long? BytesKept) : OutputEnd(Path);

/// <summary>Somebody else has cut the file while it was written: what went out before is gone, and what came after would lie behind a hole.</summary>
/// <param name="Path">The output as the user knows it.</param>
public sealed record OutputTruncated(string Path) : OutputEnd(Path);
