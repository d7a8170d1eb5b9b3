using Linux;
using Linux.Files;

namespace Capture.Output;

/// <summary>
/// Where output goes: a file of our own, written at offsets we keep, or a descriptor we were given (pipe, terminal, or a file a
/// shell opened with <c>&gt;</c> or <c>&gt;&gt;</c>), written in sequence so that the position it shares with other programs moves on.
/// </summary>
/// <remarks>
/// Nothing of the output is changed before <see cref="Begin"/>; whether it can be written is known from the start. A file that was
/// made here and into which nothing went is removed again on disposal.
/// </remarks>
public sealed class OutputStream : IDisposable
{
    private readonly IVectorFile _file;
    private readonly bool _isOurs;
    private CreatedFile? _created;
    private long _start;
    private bool _isTruncated;

    internal OutputStream(IVectorFile file, string path, bool isOurs, CreatedFile? created = null)
    {
        _file = file;
        _isOurs = isOurs;
        _created = created;
        Path = path;
    }

    /// <summary>The output as the user knows it: the path given, or "standard output".</summary>
    public string Path { get; }

    /// <summary>Bytes that went out and stay there.</summary>
    public long Written { get; private set; }

    /// <summary>Whether it is a file of our own that somebody else has removed: what was written is nowhere to be found.</summary>
    public bool IsRemoved
    {
        get
        {
            try
            {
                return IsFile && _file.IsRemoved;
            }
            catch (SystemCallException)
            {
                return false; // not known, not said
            }
        }
    }

    /// <summary>A file of our own, written at offsets.</summary>
    private bool IsFile => _isOurs && _file.Kind == FileKind.Regular;

    /// <summary>
    /// Opens a file for binary output without emptying it, making it if there is none. <c>-</c> is standard output. A FIFO is opened
    /// when somebody reads it, and until then this waits.
    /// </summary>
    /// <param name="path">File, device, FIFO or <c>-</c>.</param>
    /// <exception cref="OutputFailedException">It cannot be written, or it is <c>-</c> and standard output is a terminal.</exception>
    public static OutputStream Open(string path) =>
        path == "-" ? OfDescriptor(FileDescriptorHandle.StandardOutput, "standard output", isBinary: true) : OutputFile.Open(path);

    /// <summary>Standard output for text: a terminal is welcome.</summary>
    /// <exception cref="OutputFailedException">There is none: it was closed before the program started.</exception>
    public static OutputStream StandardOutput() => OfDescriptor(FileDescriptorHandle.StandardOutput, "standard output", isBinary: false);

    internal static OutputStream OfDescriptor(FileDescriptorHandle handle, string path, bool isBinary)
    {
        try
        {
            if (!FileIo.IsWritable(handle))
                throw new OutputFailedException(path, Errno.EBADF, "it is closed, or open for reading only");
            if (isBinary && FileIo.IsTerminal(handle))
            {
                throw new OutputFailedException(
                    path, Errno.None, "it is a terminal; name a file, or pipe into a program, such as tcpdump -r -");
            }
            return new OutputStream(new DescriptorFile(handle), path, isOurs: false);
        }
        catch (SystemCallException e)
        {
            throw new OutputFailedException(path, e.Errno, e.Errno.Description);
        }
    }

    /// <summary>Empties a file of our own; a descriptor that was given to us goes on where it is.</summary>
    /// <returns>Why it cannot be begun; null if it can.</returns>
    public OutputEnd? Begin()
    {
        if (_file.Kind != FileKind.Regular)
            return null;
        try
        {
            if (_isOurs)
                _file.Truncate(0);
            else
                _start = _file.Position;
            Written = 0;
            return null;
        }
        catch (SystemCallException e)
        {
            return new OutputFailed(Path, e.Errno, BytesKept: null);
        }
    }

    /// <summary>
    /// Writes it all, however many calls that takes: more vectors than one call may have, a pipe that takes part of them, a
    /// descriptor that does not block.
    /// </summary>
    /// <param name="vectors">What to write, any number; valid until this returns.</param>
    /// <param name="accepted">Bytes that went out: all of them, or those before the failure.</param>
    /// <returns><see cref="Errno.None"/>, or why it did not go on.</returns>
    public Errno Write(ReadOnlySpan<IoVector> vectors, out long accepted)
    {
        accepted = 0;
        if (_isTruncated || IsTruncated())
        {
            _isTruncated = true;
            return Errno.EIO;
        }

        nuint done = 0;
        while (true)
        {
            while (!vectors.IsEmpty && done >= vectors[0].Length)
            {
                done -= vectors[0].Length;
                vectors = vectors[1..];
            }
            if (vectors.IsEmpty)
                return Errno.None;

            // A vector that was written in part gets a call for its rest: rare, and no copy of the list is needed for it.
            var written = done == 0 ? Call(vectors, out var error) : Call([Rest(vectors[0], done)], out error);
            if (error == Errno.EAGAIN)
            {
                _file.WaitForRoom();
                continue;
            }
            if (error.IsError)
                return error;
            if (written == 0)
                return Errno.EIO; // no error, no progress: a device that would have us turn round for ever
            accepted += written;
            Written += written;
            done += (nuint)written;
        }
    }

    /// <summary>
    /// Takes back the end of what was written, where it can be: in a regular file that nobody else has written behind us.
    /// </summary>
    /// <param name="length">Bytes to keep of those written.</param>
    public void KeepOnly(long length)
    {
        if (_file.Kind != FileKind.Regular || length == Written)
            return;
        try
        {
            if (_file.Length != _start + Written)
                return;
            _file.Truncate(_start + length);
            Written = length;
        }
        catch (SystemCallException)
        {
            // The disk has already failed, which is what will be reported. Readers put up with a block that is cut at the end.
        }
    }

    /// <summary>A write has failed: nothing more goes out.</summary>
    /// <param name="failure">Why.</param>
    /// <param name="keep">Bytes that are worth keeping of those written; the rest is taken back where it can be.</param>
    public OutputEnd EndAfter(Errno failure, long keep)
    {
        if (failure == Errno.EPIPE)
            return new OutputClosed(Path);
        if (_isTruncated)
            return new OutputTruncated(Path);
        KeepOnly(keep);
        return new OutputFailed(Path, failure, Written);
    }

    /// <summary>Closes a file of our own, not a descriptor we were given, and removes a file that was made here and is empty.</summary>
    public void Dispose()
    {
        // Disposed once or twice, by whichever thread, it is removed once: somebody may have made another.
        using (var created = Interlocked.Exchange(ref _created, null))
        {
            if (Written == 0)
                created?.Remove();
        }

        if (_isOurs)
            _file.Dispose();
    }

    /// <summary>Asked before each write, which is hardly more than once a millisecond: after it, the length is what it should be.</summary>
    private bool IsTruncated()
    {
        try
        {
            return IsFile && Written > 0 && _file.Length < _start + Written;
        }
        catch (SystemCallException)
        {
            return false; // the write will say it better
        }
    }

    private long Call(ReadOnlySpan<IoVector> vectors, out Errno error) => IsFile
        ? _file.WriteAt(vectors, _start + Written, out error)
        : _file.Write(vectors, out error);

    private static unsafe IoVector Rest(IoVector vector, nuint done) => new((byte*)vector.Base + done, vector.Length - done);
}
