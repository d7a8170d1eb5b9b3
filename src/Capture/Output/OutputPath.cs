using System.Text;
using Linux;
using Linux.Files;
using Linux.Processes;

namespace Capture.Output;

/// <summary>
/// Walks the path of an output file component by component by open descriptors, so that what was decided about a link or a folder holds for
/// what is opened in the end, whoever renames things meanwhile.
/// </summary>
/// <remarks>
/// Nobody else can lead us elsewhere from a folder where everybody may make files, or have us write what he reads. The rules are the kernel's
/// for sticky ones (proc_sys_fs(5): protected_symlinks, protected_hardlinks, protected_regular, protected_fifos), whatever the settings of this
/// machine; they hold in every world-writable folder, that of links for every component.
/// </remarks>
internal sealed class OutputPath : IDisposable
{
    private const uint Root = 0;
    private const int MostLinks = 40; // MAXSYMLINKS, include/linux/namei.h
    private const int MostAttempts = 100; // at a name that comes and goes while we look
    private const int LongestPath = 4095; // PATH_MAX, less the zero at the end

    private readonly string _path;
    private readonly uint _user = UserIds.Effective;
    private string _folderShown;
    private byte[] _rest;
    private int _links;
    private bool _isHandedOver;

    /// <summary>Begins at the root or at the working directory.</summary>
    /// <exception cref="OutputFailedException">It is no path.</exception>
    /// <exception cref="SystemCallException">The folder to begin at cannot be opened.</exception>
    public OutputPath(string path)
    {
        _path = path;
        _rest = Encoding.UTF8.GetBytes(path);
        if (_rest.Length == 0)
            throw Refused(Errno.ENOENT);
        if (_rest.Length > LongestPath)
            throw Refused(Errno.ENAMETOOLONG);
        if (_rest.Contains((byte)0))
            throw Refused(Errno.EINVAL);
        var isAbsolute = _rest[0] == '/';
        Folder = DirectoryHandle.Open(isAbsolute ? "/" : ".");
        _folderShown = isAbsolute ? "/" : "";
    }

    /// <summary>The folder that the walk has come to.</summary>
    public DirectoryHandle Folder { get; private set; }

    /// <summary>Enters all folders up to the last component.</summary>
    /// <returns>That component, the name of a file that is there or not.</returns>
    /// <exception cref="OutputFailedException">There is no such folder, or the path can only be a folder's.</exception>
    public byte[] WalkToLast()
    {
        while (true)
        {
            var rest = _rest.AsSpan().TrimStart((byte)'/');
            var end = rest.IndexOf((byte)'/');
            byte[] name = [.. end < 0 ? rest : rest[..end]];
            _rest = [.. end < 0 ? default : rest[end..]];
            if (_rest.AsSpan().ContainsAnyExcept((byte)'/'))
                Enter(name);
            else if (_rest.Length > 0 || name.Length == 0 || name is [(byte)'.'] or [(byte)'.', (byte)'.'])
                throw Refused(Errno.EISDIR);
            else
                return name;
        }
    }

    /// <summary>Goes on where a link in the folder leads to.</summary>
    /// <param name="link">A handle on the link itself.</param>
    /// <param name="name">Its name.</param>
    /// <exception cref="OutputFailedException">It is not to be trusted, or there are too many.</exception>
    public void Follow(FileDescriptorHandle link, byte[] name)
    {
        if (++_links > MostLinks)
            throw Refused(Errno.ELOOP);
        var owner = FileStatus.Of(link).OwnerId;
        var folder = Folder.Status;
        if (folder.IsWorldWritable && owner != _user && owner != folder.OwnerId)
        {
            throw new OutputFailedException(_path, Errno.EACCES,
                $"{Shown(name)} is a link that user {owner} has put where everybody may make files; "
                + "remove it, or give the path that it leads to");
        }

        var target = DirectoryHandle.ReadLink(link, out var error);
        if (error.IsError || target.Length == 0)
            throw Refused(error.IsError ? error : Errno.ENOENT);
        _rest = _rest.Length == 0 ? target : [.. target, (byte)'/', .. _rest];
        if (target[0] == '/')
            GoTo(DirectoryHandle.Open("/"), "/");
    }

    /// <summary>Refuses a file or FIFO that somebody else may have planted in the folder for us to write into.</summary>
    /// <param name="file">What it is like.</param>
    /// <param name="name">Its name.</param>
    public void CheckPlanted(FileStatus file, byte[] name)
    {
        if (file.Kind is not (FileKind.Regular or FileKind.Pipe))
            return;
        var folder = Folder.Status;
        var isShared = folder.IsWorldWritable || (folder.IsSticky && folder.IsGroupWritable);
        if (isShared && file.OwnerId != _user && file.OwnerId != folder.OwnerId)
        {
            throw new OutputFailedException(_path, Errno.EACCES,
                $"{Shown(name)} belongs to user {file.OwnerId}, who may read it, in a folder where everybody may make files; "
                + "choose another name, or remove it");
        }

        // A second name for a file of ours that lies elsewhere, which is not to be emptied: who makes it needs no leave to write the file.
        if (file.Kind == FileKind.Regular && file.Links > 1 && (isShared || (folder.OwnerId != _user && folder.OwnerId != Root)))
        {
            throw new OutputFailedException(_path, Errno.EACCES,
                $"{Shown(name)} has {file.Links} names (hard links), in a folder where others may make them of any file; choose another name, "
                + "or remove it");
        }
    }

    /// <summary>The kernel's reason, with the path.</summary>
    public OutputFailedException Refused(Errno error) => new(_path, error, error.Description);

    /// <summary>Gives the folder away, to be disposed by who gets it.</summary>
    public DirectoryHandle HandOver()
    {
        _isHandedOver = true;
        return Folder;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isHandedOver)
            Folder.Dispose();
    }

    private void Enter(byte[] name)
    {
        var next = Folder.Enter(name, out var error);
        for (var attempt = 0; next is null && error == Errno.ENOTDIR && attempt < MostAttempts; attempt++)
        {
            using var found = Folder.Look(name, out error) ?? throw Refused(error);
            var kind = FileStatus.Of(found).Kind;
            if (kind == FileKind.Folder)
            {
                next = Folder.Enter(name, out error); // it has taken the name meanwhile
                continue;
            }

            if (kind != FileKind.Link)
                throw Refused(Errno.ENOTDIR);
            if (!DirectoryHandle.IsOfProc(found))
            {
                Follow(found, name);
                return;
            }

            // The kernel's own links: /proc/self, /proc/1/root.
            if (++_links > MostLinks)
                throw Refused(Errno.ELOOP);
            next = Folder.EnterThroughLink(name, out error);
            break;
        }

        GoTo(next ?? throw Refused(error), Shown(name) + "/");
    }

    private void GoTo(DirectoryHandle next, string shown)
    {
        Folder.Dispose();
        Folder = next;
        _folderShown = shown;
    }

    private string Shown(byte[] name) => _folderShown + Encoding.UTF8.GetString(name);
}
