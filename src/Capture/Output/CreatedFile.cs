using Linux.Files;

namespace Capture.Output;

/// <summary>A file that was made here, to be removed again if nothing goes into it.</summary>
/// <param name="folder">Where it was made; becomes this object's to dispose.</param>
/// <param name="name">Its name there.</param>
/// <param name="created">What it was like then.</param>
internal sealed class CreatedFile(DirectoryHandle folder, byte[] name, FileStatus created) : IDisposable
{
    /// <summary>
    /// Removes it, unless the name is another file's by now. To be called while the file is open: after that another one may get its inode.
    /// </summary>
    public void Remove()
    {
        // Where this fails, because the folder was made read-only in between say, an empty file stays, and there is nobody to tell.
        using var now = folder.Look(name, out _);
        if (now is not null && FileStatus.Of(now).IsSameFile(created))
            folder.Remove(name);
    }

    /// <inheritdoc/>
    public void Dispose() => folder.Dispose();
}
