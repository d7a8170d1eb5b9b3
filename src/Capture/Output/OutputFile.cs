using Linux;
using Linux.Files;
using Linux.Time;

namespace Capture.Output;

/// <summary>Opens a file for output so that it is known whether it can be written, and whether it is ours to remove.</summary>
internal static class OutputFile
{
    /// <summary>Enough for as many links as may be followed, and for a name that comes and goes while we look.</summary>
    private const int MostAttempts = 100;

    /// <summary>Opens or makes the file; what is in it stays. A FIFO is waited for until somebody reads it.</summary>
    /// <exception cref="OutputFailedException">It cannot be written, or should not be: see <see cref="OutputPath"/>.</exception>
    public static OutputStream Open(string path)
    {
        try
        {
            for (var attempt = 0; attempt < MostAttempts; attempt++)
            {
                if (TryOpen(path) is { } output)
                    return output;
            }

            throw new OutputFailedException(path, Errno.EAGAIN, Errno.EAGAIN.Description);
        }
        catch (SystemCallException e)
        {
            throw new OutputFailedException(path, e.Errno, e.Errno.Description);
        }
    }

    /// <summary>Null if a capture that was ending has removed the file between its being opened and locked.</summary>
    private static OutputStream? TryOpen(string path)
    {
        var file = OpenDescriptor(path, out var created);
        var isKept = false;
        try
        {
            Lock(file, path);
            if (FileStatus.Of(file) is { Kind: FileKind.Regular, Links: 0 })
                return null;
            var direct = new DirectIoFile(new DescriptorFile(file), new DirectIoPolicy(), Clock.MonotonicNanoseconds);
            isKept = true;
            return new OutputStream(direct, path, isOurs: true, created);
        }
        catch (SystemCallException)
        {
            created?.Remove(); // where it is locked, though, it is another capture's
            throw;
        }
        finally
        {
            if (!isKept)
            {
                created?.Dispose();
                file.Dispose();
            }
        }
    }

    /// <summary>Only those who ask for a lock heed one, such as another capture; it goes with the descriptor.</summary>
    private static void Lock(FileDescriptorHandle file, string path)
    {
        if (FileStatus.Of(file).Kind == FileKind.Regular && !FileIo.TryLock(file))
            throw new OutputFailedException(path, Errno.EAGAIN, "another capture is writing it; choose another name, or end that one");
    }

    /// <inheritdoc cref="Open"/>
    /// <param name="path">The file.</param>
    /// <param name="created">Set if it was made here.</param>
    internal static FileDescriptorHandle OpenDescriptor(string path, out CreatedFile? created)
    {
        using var way = new OutputPath(path);
        var name = way.WalkToLast();
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (Make(way, name) is { } file)
            {
                created = new CreatedFile(way.HandOver(), name, FileStatus.Of(file));
                return file;
            }

            created = null;
            using var found = way.Folder.Look(name, out var error);
            if (found is null && error != Errno.ENOENT)
                throw way.Refused(error);
            if (found is null)
                continue; // gone again
            if (FileStatus.Of(found).Kind == FileKind.Link && !DirectoryHandle.IsOfProc(found))
            {
                way.Follow(found, name);
                name = way.WalkToLast();
            }
            else if (Existing(way, name, FileStatus.Of(found)) is { } existing)
            {
                return existing;
            }
        }

        throw way.Refused(Errno.EAGAIN);
    }

    /// <summary>Null if the name is taken.</summary>
    private static FileDescriptorHandle? Make(OutputPath way, byte[] name)
    {
        var file = way.Folder.OpenFile(name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, out var error);
        return !error.IsError || error == Errno.EEXIST ? file : throw way.Refused(error);
    }

    /// <summary>Null if it is no longer what was found.</summary>
    private static FileDescriptorHandle? Existing(OutputPath way, byte[] name, FileStatus found)
    {
        // What is a link here is one of the kernel's own, such as /proc/self/fd/1, which it has to follow itself.
        if (found.Kind == FileKind.Link)
            return way.Folder.OpenFileThroughLink(name, OpenFlags.WriteOnly, out var refusal) ?? throw way.Refused(refusal);

        way.CheckPlanted(found, name);
        var file = way.Folder.OpenFile(name, OpenFlags.WriteOnly, out var error);
        if (file is null)
            return error == Errno.ENOENT || error == Errno.ELOOP ? null : throw way.Refused(error);
        try
        {
            way.CheckPlanted(FileStatus.Of(file), name); // it may be another by now
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
