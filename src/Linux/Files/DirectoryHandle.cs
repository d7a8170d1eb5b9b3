using Linux.Native;

namespace Linux.Files;

/// <summary>
/// An open folder (O_PATH), in which names are looked up whatever happens meanwhile to the path that led to it. Names are bytes, as the
/// kernel's are: one component without slashes, or <c>.</c> or <c>..</c>. Links are not followed unless a method says so.
/// </summary>
public sealed unsafe class DirectoryHandle : IDisposable
{
    private const ulong ProcFileSystem = 0x9fa0; // PROC_SUPER_MAGIC, linux/magic.h
    private const int LongestLink = 4096; // PATH_MAX

    private readonly FileDescriptorHandle _handle;

    private DirectoryHandle(FileDescriptorHandle handle) => _handle = handle;

    /// <summary>Who owns it and who may write into it, as of now.</summary>
    /// <exception cref="SystemCallException">The file system failed.</exception>
    public FileStatus Status => FileStatus.Of(_handle);

    /// <summary>Opens the folder that a path names, links followed: "/", ".".</summary>
    /// <exception cref="SystemCallException">There is none, or it may not be searched.</exception>
    public static DirectoryHandle Open(string path) => new(FileIo.Open(path, (OpenFlags)(LibC.O_PATH | LibC.O_DIRECTORY)));

    /// <summary>The folder of this name in this one.</summary>
    /// <returns>Null on an error; ENOTDIR: it is something else, such as a link.</returns>
    public DirectoryHandle? Enter(ReadOnlySpan<byte> name, out Errno error) =>
        OpenAt(name, LibC.O_PATH | LibC.O_DIRECTORY | LibC.O_NOFOLLOW, 0, out error) is { } handle ? new DirectoryHandle(handle) : null;

    /// <summary>The folder of this name, which may be a link that the kernel follows.</summary>
    /// <returns>Null on an error.</returns>
    public DirectoryHandle? EnterThroughLink(ReadOnlySpan<byte> name, out Errno error) =>
        OpenAt(name, LibC.O_PATH | LibC.O_DIRECTORY, 0, out error) is { } handle ? new DirectoryHandle(handle) : null;

    /// <summary>A handle on whatever has this name, be it a link: good for asking about it, not for reading or writing.</summary>
    /// <returns>Null on an error.</returns>
    public FileDescriptorHandle? Look(ReadOnlySpan<byte> name, out Errno error) =>
        OpenAt(name, LibC.O_PATH | LibC.O_NOFOLLOW, 0, out error);

    /// <summary>Opens the file of this name.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="flags">How.</param>
    /// <param name="error">None, or the reason; ELOOP: it is a link.</param>
    /// <param name="mode">Permission bits of a file made here, before the umask; octal 0600 by default: for its owner alone.</param>
    /// <returns>Null on an error.</returns>
    public FileDescriptorHandle? OpenFile(ReadOnlySpan<byte> name, OpenFlags flags, out Errno error, uint mode = 0b110_000_000) =>
        OpenAt(name, (int)flags | LibC.O_NOFOLLOW, mode, out error);

    /// <summary>Opens the file of this name, which may be a link that the kernel follows.</summary>
    /// <returns>Null on an error.</returns>
    public FileDescriptorHandle? OpenFileThroughLink(ReadOnlySpan<byte> name, OpenFlags flags, out Errno error) =>
        OpenAt(name, (int)flags, 0, out error);

    /// <summary>What a link says.</summary>
    /// <param name="link">A handle that <see cref="Look"/> gave.</param>
    /// <param name="error">None, or the reason; EINVAL: it is no link.</param>
    /// <returns>Empty on an error.</returns>
    public static byte[] ReadLink(FileDescriptorHandle link, out Errno error)
    {
        byte empty = 0;
        byte* target = stackalloc byte[LongestLink];
        nint length = LibC.ReadLinkAt(link, &empty, target, LongestLink);
        error = length < 0 ? Errno.Last : Errno.None;
        return error.IsError ? [] : new ReadOnlySpan<byte>(target, (int)length).ToArray();
    }

    /// <summary>
    /// Whether a file lies on /proc, where nobody can put links of his own and those there are may lead to what has no path: a pipe, a
    /// deleted file.
    /// </summary>
    public static bool IsOfProc(FileDescriptorHandle file)
    {
        FileSystemRecord status;
        return LibC.FileSystemStatus(file, &status) == 0 && status.Type == ProcFileSystem;
    }

    /// <summary>Removes the name of a file that is not a folder.</summary>
    public Errno Remove(ReadOnlySpan<byte> name)
    {
        byte* terminated = stackalloc byte[name.Length + 1];
        Terminate(name, terminated);
        int result = LibC.RemoveAt(_handle, terminated, 0);
        return result < 0 ? Errno.Last : Errno.None;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private FileDescriptorHandle? OpenAt(ReadOnlySpan<byte> name, int flags, uint mode, out Errno error)
    {
        byte* terminated = stackalloc byte[name.Length + 1];
        Terminate(name, terminated);
        int descriptor;
        do
        {
            descriptor = LibC.OpenAt(_handle, terminated, flags | LibC.O_CLOEXEC, mode);
            error = descriptor < 0 ? Errno.Last : Errno.None;
        }
        while (error == Errno.EINTR);

        return error.IsError ? null : new FileDescriptorHandle(descriptor);
    }

    private static void Terminate(ReadOnlySpan<byte> name, byte* into)
    {
        name.CopyTo(new Span<byte>(into, name.Length));
        into[name.Length] = 0;
    }
}
