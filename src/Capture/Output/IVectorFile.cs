using Linux;
using Linux.Files;

namespace Capture.Output;

/// <summary>The calls an output makes on its descriptor: the place where tests put a file that behaves badly.</summary>
internal interface IVectorFile : IDisposable
{
    /// <summary>Regular, pipe or something else.</summary>
    FileKind Kind { get; }

    /// <summary>Size in bytes; regular files only.</summary>
    long Length { get; }

    /// <summary>Whether it has no name any more; regular files only.</summary>
    bool IsRemoved { get; }

    /// <summary>Where the next sequential write goes; regular files only.</summary>
    long Position { get; }

    /// <summary>writev(2): fewer bytes than given, or -1 and the reason.</summary>
    long Write(ReadOnlySpan<IoVector> vectors, out Errno error);

    /// <summary>pwritev(2): fewer bytes than given, or -1 and the reason.</summary>
    long WriteAt(ReadOnlySpan<IoVector> vectors, long offset, out Errno error);

    /// <summary>Has further writes at an offset go past the page cache, or through it again; false where the file does not do that.</summary>
    bool TrySetDirect(bool isDirect);

    /// <summary>Cuts a regular file. Throws <see cref="SystemCallException"/>.</summary>
    void Truncate(long length);

    /// <summary>Waits until a descriptor that does not block takes bytes again.</summary>
    void WaitForRoom();
}

/// <summary>The real one.</summary>
internal sealed class DescriptorFile(FileDescriptorHandle handle) : IVectorFile
{
    public FileKind Kind { get; } = FileStatus.Of(handle).Kind;

    public long Length => FileStatus.KnownOf(handle).Length;

    public bool IsRemoved => FileStatus.Of(handle).Links == 0;

    public long Position => FileIo.IsAppend(handle) ? FileStatus.Of(handle).Length : FileIo.Position(handle);

    public long Write(ReadOnlySpan<IoVector> vectors, out Errno error) => FileIo.WriteVectors(handle, vectors, out error);

    public long WriteAt(ReadOnlySpan<IoVector> vectors, long offset, out Errno error) =>
        FileIo.WriteVectorsAt(handle, vectors, offset, out error);

    public bool TrySetDirect(bool isDirect) => FileIo.TrySetDirect(handle, isDirect);

    public void Truncate(long length) => FileIo.Truncate(handle, length);

    public void WaitForRoom() => Poll.Wait([new PollEntry(handle, PollEvents.Out)], timeoutMilliseconds: -1);

    public void Dispose() => handle.Dispose();
}
