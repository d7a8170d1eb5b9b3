using Ebpf.Sys;

namespace Capture.Sinks;

/// <summary>Opens a file for output so that it is known whether it can be written, and whether it is ours to remove.</summary>
internal static class OutputFile
{
    /// <summary>Opens or makes the file; what is in it stays.</summary>
    /// <exception cref="OutputFailedException">It cannot be written.</exception>
    public static OutputStream Open(string path)
    {
        try
        {
            return Make(path, path) ?? Existing(path) ?? LinkToNothing(path);
        }
        catch (SystemCallException e)
        {
            throw new OutputFailedException(path, e.Errno, e.Errno.Description);
        }
    }

    /// <summary>Null if there is one already.</summary>
    private static OutputStream? Make(string path, string shown)
    {
        FileDescriptorHandle handle;
        try
        {
            handle = LinuxIo.Open(path, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive);
        }
        catch (SystemCallException e) when (e.Errno == Errno.EEXIST)
        {
            return null;
        }
        return new OutputStream(new DescriptorFile(handle), shown, isOurs: true, created: Path.GetFullPath(path));
    }

    /// <summary>Null if there is none, though the name exists.</summary>
    private static OutputStream? Existing(string path)
    {
        try
        {
            return new OutputStream(new DescriptorFile(LinuxIo.Open(path, OpenFlags.WriteOnly)), path, isOurs: true);
        }
        catch (SystemCallException e) when (e.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    /// <summary>A symbolic link may name a file that is still to be made.</summary>
    private static OutputStream LinkToNothing(string path)
    {
        var target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        return target is not null && Make(target, path) is { } output
            ? output
            : throw new OutputFailedException(path, Errno.ENOENT, Errno.ENOENT.Description);
    }
}
