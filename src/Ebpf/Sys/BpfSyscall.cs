using System.Runtime.InteropServices;
using Linux;
using Linux.Files;
using Linux.Native;

namespace Ebpf.Sys;

/// <summary>A stand-in for the kernel's side of bpf(2).</summary>
/// <param name="command">What is asked.</param>
/// <param name="attributes">The command's arm of union bpf_attr, whole, to read and to answer in.</param>
/// <param name="size">How many of these bytes the kernel would be told of.</param>
/// <returns>
/// As the kernel itself: the result, or a negative errno. A descriptor given out is closed by who gets it, so it must be real.
/// </returns>
internal delegate int BpfHandler(BpfCommand command, Span<byte> attributes, int size);

/// <summary>The one bpf(2) call.</summary>
internal static unsafe class BpfSyscall
{
    private const int MaxLoadAttempts = 5;

    private static readonly AsyncLocal<BpfHandler?> Handler = new();

    /// <summary>Whether something stands in for the kernel, where the caller runs.</summary>
    internal static bool IsReplaced => Handler.Value is not null;

    /// <summary>Calls the kernel with as many attributes as are not zero.</summary>
    /// <param name="command">What to do.</param>
    /// <param name="attributes">The command's arm of union bpf_attr; the kernel may answer in it.</param>
    /// <param name="error">The kernel's reason, or none.</param>
    /// <returns>Not negative where there is no error: a descriptor or 0.</returns>
    /// <remarks>
    /// EINTR is retried, except for test runs, of which part may have run. EAGAIN is retried for program loads: a pending signal makes the
    /// verifier give up with it.
    /// </remarks>
    internal static int Invoke<T>(BpfCommand command, ref T attributes, out Errno error) where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<T>(ref attributes));
        int size = TrimmedSize(bytes);
        for (int attempt = 1; ; attempt++)
        {
            int result = Handler.Value is { } handler ? handler(command, bytes, size) : InvokeKernel(command, bytes, size);
            error = new Errno(result < 0 ? -result : 0);
            bool again = error == Errno.EINTR && command != BpfCommand.ProgramTestRun
                || error == Errno.EAGAIN && command == BpfCommand.ProgramLoad && attempt < MaxLoadAttempts;
            if (!again)
                return result;
        }
    }

    /// <summary>The same, for commands that give a descriptor.</summary>
    /// <param name="command">What to do.</param>
    /// <param name="attributes">The command's arm of union bpf_attr.</param>
    /// <param name="error">The kernel's reason, or none.</param>
    /// <returns>The descriptor; null on an error.</returns>
    internal static FileDescriptorHandle? Open<T>(BpfCommand command, ref T attributes, out Errno error) where T : unmanaged
    {
        int result = Invoke(command, ref attributes, out error);
        return error.IsError ? null : FileDescriptorHandle.AdoptNonZero(result);
    }

    /// <summary>The kernel itself, without retries. For handlers that stand in for one command only.</summary>
    internal static int InvokeKernel(BpfCommand command, Span<byte> attributes, int size)
    {
        fixed (byte* pointer = attributes)
        {
            nint result = LibC.SystemCall(SystemCallNumbers.Bpf, (nint)command, pointer, size);
            Errno error = result < 0 ? Errno.Last : Errno.None;
            return error.IsError ? -error.Value : (int)result;
        }
    }

    /// <summary>Puts <paramref name="handler"/> in the kernel's place, for what the caller runs until the result is disposed.</summary>
    internal static IDisposable Replace(BpfHandler handler)
    {
        var restore = new Restore(Handler.Value);
        Handler.Value = handler;
        return restore;
    }

    /// <summary>
    /// Up to the last byte that is not zero, in whole 8 bytes: a kernel refuses attributes it does not know (E2BIG), unless they are zero.
    /// </summary>
    internal static int TrimmedSize(ReadOnlySpan<byte> attributes)
    {
        int used = attributes.LastIndexOfAnyExcept((byte)0) + 1;
        return Math.Min(attributes.Length, Math.Max(8, (used + 7) & ~7));
    }

    private sealed class Restore(BpfHandler? previous) : IDisposable
    {
        public void Dispose() => Handler.Value = previous;
    }
}
