using Ebpf.Sys;

namespace Capture.Sinks;

/// <summary>The output cannot be written (any more): refused, disk full, device gone. What was kept is whole and readable.</summary>
public sealed class OutputFailedException : Exception
{
    /// <summary>Reports an output that failed while it was being written.</summary>
    /// <param name="path">The output as the user knows it.</param>
    /// <param name="errno">The kernel's reason.</param>
    /// <param name="bytesKept">Bytes that stay in the output.</param>
    /// <param name="recordsKept">Packets that stay in the output, over the whole capture.</param>
    public OutputFailedException(string path, Errno errno, long bytesKept, long recordsKept)
        : base($"Cannot write {path}: {errno.Description}; {recordsKept} packets ({bytesKept} bytes) were kept")
    {
        Path = path;
        Errno = errno;
        BytesKept = bytesKept;
        RecordsKept = recordsKept;
    }

    /// <summary>Reports an output that could not even be opened.</summary>
    /// <param name="path">The output as the user knows it.</param>
    /// <param name="errno">The kernel's reason; <see cref="Errno.None"/> where it was not the kernel that refused.</param>
    /// <param name="reason">Why, for the user.</param>
    public OutputFailedException(string path, Errno errno, string reason)
        : base($"Cannot write {path}: {reason}")
    {
        Path = path;
        Errno = errno;
    }

    /// <summary>The output as the user knows it.</summary>
    public string Path { get; }

    /// <summary>The kernel's reason; <see cref="Errno.None"/> where it was not the kernel that refused.</summary>
    public Errno Errno { get; }

    /// <summary>Bytes that stay in the output.</summary>
    public long BytesKept { get; }

    /// <summary>Packets that stay in the output, over the whole capture.</summary>
    public long RecordsKept { get; }
}
