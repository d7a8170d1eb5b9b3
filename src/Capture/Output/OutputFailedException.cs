using Linux;

namespace Capture.Output;

/// <summary>The output cannot be opened. What ends one later is an <see cref="OutputEnd"/>.</summary>
/// <param name="path">The output as the user knows it.</param>
/// <param name="errno">The kernel's reason; <see cref="Errno.None"/> where it was not the kernel that refused.</param>
/// <param name="reason">Why, for the user.</param>
public sealed class OutputFailedException(string path, Errno errno, string reason) : Exception($"Cannot write {path}: {reason}")
{
    /// <summary>The output as the user knows it.</summary>
    public string Path { get; } = path;

    /// <summary>The kernel's reason; <see cref="Errno.None"/> where it was not the kernel that refused.</summary>
    public Errno Errno { get; } = errno;
}
