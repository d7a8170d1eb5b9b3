using Linux.Native;

namespace Linux.Files;

/// <summary>How <see cref="FileIo.Open"/> opens: the O_ flags of open(2), alike on x86-64 and arm64.</summary>
[Flags]
public enum OpenFlags
{
    /// <summary>For reading only.</summary>
    ReadOnly = 0,

    /// <summary>For writing only.</summary>
    WriteOnly = 1,

    /// <summary>For both.</summary>
    ReadWrite = 2,

    /// <summary>Make the file if there is none.</summary>
    Create = 0x40,

    /// <summary>With <see cref="Create"/>: fail with EEXIST if there is one.</summary>
    Exclusive = 0x80,

    /// <summary>Empty a regular file.</summary>
    Truncate = 0x200,

    /// <summary>Write at the end, whatever the position.</summary>
    Append = 0x400,

    /// <summary>Do not wait: for a FIFO's reader, for room.</summary>
    NonBlocking = 0x800,
}

/// <summary>The few file calls a capture needs, thin over the kernel's: EINTR is retried, nothing else is smoothed over.</summary>
public static unsafe class FileIo
{
    /// <summary>IOV_MAX: the most vectors the kernel takes in one call.</summary>
    public const int MaxVectors = 1024;

    /// <summary>Opens a file; the descriptor is not inherited by children.</summary>
    /// <param name="path">What to open.</param>
    /// <param name="flags">How.</param>
    /// <param name="mode">Permission bits of a file made here, before the umask; octal 0644 by default.</param>
    /// <exception cref="SystemCallException">The kernel refused; the message names the path.</exception>
    public static FileDescriptorHandle Open(string path, OpenFlags flags, uint mode = 0b110_100_100)
    {
        int descriptor;
        Errno error;
        do
        {
            descriptor = LibC.Open(path, (int)flags | LibC.O_CLOEXEC, mode);
            error = descriptor < 0 ? Errno.Last : Errno.None;
        }
        while (error == Errno.EINTR);

        return error.IsError ? throw new SystemCallException($"open {path}", error) : new FileDescriptorHandle(descriptor);
    }

    /// <summary>Locks a whole file against others who lock it, until the descriptor is closed: fcntl(2), F_OFD_SETLK.</summary>
    /// <returns>False where somebody else has it locked; true also where the file system has no locks.</returns>
    public static bool TryLock(FileDescriptorHandle file)
    {
        FileLockRecord record = new() { Type = LibC.F_WRLCK };
        int result = LibC.FileControl(file, LibC.F_OFD_SETLK, (nint)(&record));
        Errno error = result < 0 ? Errno.Last : Errno.None;
        return error != Errno.EAGAIN; // EACCES is a policy's word against locks, not another's lock
    }

    /// <summary>Writes at the file's position: write(2).</summary>
    /// <returns>Bytes written, possibly fewer than given; -1 on failure, with <paramref name="error"/> set.</returns>
    public static long Write(FileDescriptorHandle file, ReadOnlySpan<byte> bytes, out Errno error)
    {
        fixed (byte* start = bytes)
            return WriteVectors(file, [new IoVector(start, (nuint)bytes.Length)], out error);
    }

    /// <summary>Writes at the file's position, or at its end if it is open for appending: writev(2).</summary>
    /// <returns>
    /// Bytes written, possibly fewer than given (a pipe, a full disk, more than <see cref="MaxVectors"/> vectors); -1 on failure, with
    /// <paramref name="error"/> set.
    /// </returns>
    public static long WriteVectors(FileDescriptorHandle file, ReadOnlySpan<IoVector> vectors, out Errno error)
    {
        fixed (IoVector* first = vectors)
        {
            long written;
            do
            {
                written = LibC.WriteVectors(file, first, Math.Min(vectors.Length, MaxVectors));
                error = written < 0 ? Errno.Last : Errno.None;
            }
            while (error == Errno.EINTR);
            return written;
        }
    }

    /// <summary>Writes at <paramref name="offset"/> without moving the file's position: pwritev(2). Fails with ESPIPE on a pipe.</summary>
    /// <remarks>Linux ignores the offset of a file open for appending, and appends.</remarks>
    /// <inheritdoc cref="WriteVectors" path="/returns"/>
    public static long WriteVectorsAt(FileDescriptorHandle file, ReadOnlySpan<IoVector> vectors, long offset, out Errno error)
    {
        fixed (IoVector* first = vectors)
        {
            long written;
            do
            {
                written = LibC.WriteVectorsAt(file, first, Math.Min(vectors.Length, MaxVectors), offset);
                error = written < 0 ? Errno.Last : Errno.None;
            }
            while (error == Errno.EINTR);
            return written;
        }
    }

    /// <summary>Cuts or extends a regular file to <paramref name="length"/> bytes.</summary>
    /// <exception cref="SystemCallException">It is not a regular file open for writing, or the disk failed.</exception>
    public static void Truncate(FileDescriptorHandle file, long length)
    {
        int result;
        Errno error;
        do
        {
            result = LibC.Truncate(file, length);
            error = result < 0 ? Errno.Last : Errno.None;
        }
        while (error == Errno.EINTR);
        if (error.IsError)
            throw new SystemCallException($"ftruncate to {length} bytes", error);
    }

    /// <summary>
    /// Sets whether writes go past the page cache (O_DIRECT): then memory, offset and length have to be multiples of the device's block.
    /// </summary>
    /// <returns>False where the file system does not do that.</returns>
    public static bool TrySetDirect(FileDescriptorHandle file, bool isDirect)
    {
        int flags = LibC.FileControl(file, LibC.F_GETFL, 0);
        return flags >= 0 && LibC.FileControl(file, LibC.F_SETFL, isDirect ? flags | LibC.O_DIRECT : flags & ~LibC.O_DIRECT) == 0;
    }

    /// <summary>Whether every write goes to the end of the file (O_APPEND), as a shell's <c>&gt;&gt;</c> opens it.</summary>
    /// <exception cref="SystemCallException">The descriptor is not open.</exception>
    public static bool IsAppend(FileDescriptorHandle file)
    {
        int flags = LibC.FileControl(file, LibC.F_GETFL, 0);
        Errno error = flags < 0 ? Errno.Last : Errno.None;
        return error.IsError ? throw new SystemCallException("fcntl F_GETFL", error) : (flags & LibC.O_APPEND) != 0;
    }

    /// <summary>Whether it is open for writing; false also where it is not open at all.</summary>
    public static bool IsWritable(FileDescriptorHandle file)
    {
        int flags = LibC.FileControl(file, LibC.F_GETFL, 0);
        return flags >= 0 && (flags & LibC.O_PATH) == 0 && (flags & LibC.O_ACCMODE) != 0;
    }

    /// <summary>Whether someone may be sitting in front of it: isatty(3).</summary>
    /// <exception cref="ObjectDisposedException">The descriptor is closed.</exception>
    public static bool IsTerminal(FileDescriptorHandle file) => LibC.IsTerminal(file) == 1;

    /// <summary>The file's position in bytes: where a shell's <c>&gt;</c> or an earlier command of its group left it.</summary>
    /// <exception cref="SystemCallException">ESPIPE: a pipe, a socket or a terminal has none.</exception>
    public static long Position(FileDescriptorHandle file)
    {
        long position = LibC.Seek(file, 0, LibC.SEEK_CUR);
        Errno error = position < 0 ? Errno.Last : Errno.None;
        return error.IsError ? throw new SystemCallException("lseek", error) : position;
    }
}
