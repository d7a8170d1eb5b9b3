using Linux.Native;
using Microsoft.Win32.SafeHandles;

namespace Linux.Files;

/// <summary>Owns one file descriptor and closes it when disposed.</summary>
/// <remarks>Safe to use from several threads; a call in flight keeps the descriptor open until it returns.</remarks>
public class FileDescriptorHandle : SafeHandleMinusOneIsInvalid
{
    /// <summary>Takes <paramref name="descriptor"/>; it is closed on disposal if <paramref name="ownsHandle"/>.</summary>
    public FileDescriptorHandle(int descriptor, bool ownsHandle = true) : base(ownsHandle) => SetHandle(descriptor);

    /// <summary>The process's standard output, which is never closed by us.</summary>
    public static FileDescriptorHandle StandardOutput { get; } = new(1, ownsHandle: false);

    /// <summary>The process's standard error, which is never closed by us.</summary>
    public static FileDescriptorHandle StandardError { get; } = new(2, ownsHandle: false);

    /// <summary>Lends the number for a call; dispose the result when the call is over.</summary>
    /// <exception cref="ObjectDisposedException">The descriptor is closed already.</exception>
    internal BorrowedDescriptor Borrow() => new(this);

    /// <summary>
    /// Takes a BPF object's descriptor, moved up if it is 0: many fields of union bpf_attr read 0 as "none".
    /// </summary>
    /// <exception cref="SystemCallException">The descriptor was 0 and could not be moved.</exception>
    internal static FileDescriptorHandle AdoptNonZero(int descriptor)
    {
        if (descriptor != 0)
            return new FileDescriptorHandle(descriptor);

        int moved = LibC.FileControl(0, LibC.F_DUPFD_CLOEXEC, 1);
        Errno error = moved < 0 ? Errno.Last : Errno.None;
        _ = LibC.Close(0);
        return error.IsError ? throw new SystemCallException("dup of descriptor 0", error) : new FileDescriptorHandle(moved);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => LibC.Close((int)handle) == 0;
}

/// <summary>A descriptor's number, good until this is disposed, whatever other threads do to its handle.</summary>
internal readonly ref struct BorrowedDescriptor
{
    private readonly FileDescriptorHandle _owner;

    internal BorrowedDescriptor(FileDescriptorHandle owner)
    {
        bool added = false;
        owner.DangerousAddRef(ref added);
        _owner = owner;
        Value = (int)owner.DangerousGetHandle();
    }

    internal int Value { get; }

    public void Dispose() => _owner.DangerousRelease();
}
