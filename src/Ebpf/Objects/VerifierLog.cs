using System.Text;
using Linux;
using Linux.Files;

namespace Ebpf.Objects;

/// <summary>Repeats a load with a buffer for the kernel's explanation, as large as it has to be.</summary>
internal static class VerifierLog
{
    private const int FirstSize = 1 << 18;

    // Kernels up to 5.1 refuse more than UINT_MAX >> 8.
    private const int LastSize = (1 << 24) - 1;

    /// <summary>One attempt to load with a log.</summary>
    internal delegate FileDescriptorHandle? Attempt(Span<byte> log, out Errno error);

    /// <summary>Loads with log level 1. A log beyond 16 MiB is cut, and the load may then fail with ENOSPC for that alone.</summary>
    internal static FileDescriptorHandle? Load(Attempt attempt, out string log, out Errno error)
    {
        for (int size = FirstSize; ; size = Math.Min(size * 4, LastSize))
        {
            byte[] buffer = new byte[size];
            FileDescriptorHandle? handle = attempt(buffer, out error);
            if (error == Errno.ENOSPC && size < LastSize)
                continue;

            ReadOnlySpan<byte> text = buffer.AsSpan();
            int end = text.IndexOf((byte)0);
            log = Encoding.UTF8.GetString(end < 0 ? text : text[..end]);
            return handle;
        }
    }

    /// <summary>What is no verdict: the verifier liked the program, and then there was no memory or descriptor for it.</summary>
    private static bool IsOfResources(Errno error) =>
        error == Errno.EMFILE || error == Errno.ENFILE || error == Errno.ENOMEM || error == Errno.EAGAIN || error == Errno.EINTR;

    /// <summary>The exception for a load that failed with <paramref name="error"/>: with the log if the kernel's verdict is in one.</summary>
    internal static BpfException Failure(string operation, Errno error, string log) =>
        string.IsNullOrWhiteSpace(log) || IsOfResources(error) ? new BpfException(operation, error) : new VerifierException(operation, error, log);
}
