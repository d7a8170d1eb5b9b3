using Linux.Native;

namespace Linux.Files;

/// <summary>What a descriptor leads to, as far as writing to it differs.</summary>
public enum FileKind : byte
{
    /// <summary>A socket, a terminal, a device: written in sequence.</summary>
    Other,

    /// <summary>A regular file: has positions and can be truncated.</summary>
    Regular,

    /// <summary>A pipe or FIFO: written in sequence, and in part when it is nearly full.</summary>
    Pipe,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link itself, not what it leads to.</summary>
    Link,
}

/// <summary>What statx(2) says of a file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Inode">Its inode number.</param>
/// <param name="Length">Its size in bytes; 0 where that has no meaning.</param>
public readonly record struct FileStatus(FileKind Kind, ulong Inode, long Length)
{
    private const int TypeMask = 0xf000;
    private const int TypeFifo = 0x1000;
    private const int TypeFolder = 0x4000;
    private const int TypeRegular = 0x8000;
    private const int TypeLink = 0xa000;
    private const int Sticky = 0x200;
    private const int WritableByOthers = 0x2;
    private const int WritableByGroup = 0x10;

    /// <summary>The user it belongs to.</summary>
    public uint OwnerId { get; private init; }

    /// <summary>Whether everybody may write to it; of a folder: make, rename and remove files in it.</summary>
    public bool IsWorldWritable { get; private init; }

    /// <summary>Whether its group may write to it.</summary>
    public bool IsGroupWritable { get; private init; }

    /// <summary>How many names it has; 0 if it was removed.</summary>
    public uint Links { get; private init; }

    /// <summary>Of a folder: whether a file in it can be removed and renamed by its owner and the folder's owner only.</summary>
    public bool IsSticky { get; private init; }

    /// <summary>The device of its file system; together with the inode it tells files apart.</summary>
    public ulong Device { get; private init; }

    /// <summary>Whether both are of one file.</summary>
    public bool IsSameFile(FileStatus other) => Device == other.Device && Inode == other.Inode;

    /// <summary>Asks about an open file.</summary>
    /// <exception cref="SystemCallException">The descriptor is not open.</exception>
    public static FileStatus Of(FileDescriptorHandle file)
    {
        using BorrowedDescriptor descriptor = file.Borrow();
        return Query(descriptor.Value, "", LibC.AT_EMPTY_PATH, "descriptor");
    }

    /// <summary>What this machine knows of an open file: a file server is not asked, and has nothing written to it for that.</summary>
    /// <exception cref="SystemCallException">The descriptor is not open.</exception>
    public static FileStatus KnownOf(FileDescriptorHandle file)
    {
        using BorrowedDescriptor descriptor = file.Borrow();
        return Query(descriptor.Value, "", LibC.AT_EMPTY_PATH | LibC.AT_STATX_DONT_SYNC, "descriptor");
    }

    /// <summary>Asks about what <paramref name="path"/> names, links followed.</summary>
    /// <exception cref="SystemCallException">There is no such file, or it may not be seen.</exception>
    public static FileStatus Of(string path) => Query(LibC.AT_FDCWD, path, 0, path);

    private static unsafe FileStatus Query(int directory, string path, int flags, string shown)
    {
        StatxRecord record;
        int result = LibC.ExtendedStatus(directory, path, flags, LibC.STATX_BASIC_STATS, &record);
        Errno error = result < 0 ? Errno.Last : Errno.None;
        if (error.IsError)
            throw new SystemCallException($"statx {shown}", error);

        FileKind kind = (record.Mode & TypeMask) switch
        {
            TypeRegular => FileKind.Regular,
            TypeFifo => FileKind.Pipe,
            TypeFolder => FileKind.Folder,
            TypeLink => FileKind.Link,
            _ => FileKind.Other,
        };
        return new FileStatus(kind, record.Inode, checked((long)record.Size))
        {
            OwnerId = record.OwnerId,
            IsWorldWritable = (record.Mode & WritableByOthers) != 0,
            IsGroupWritable = (record.Mode & WritableByGroup) != 0,
            Links = record.Links,
            IsSticky = (record.Mode & Sticky) != 0,
            Device = (ulong)record.DeviceMajor << 32 | record.DeviceMinor,
        };
    }
}
