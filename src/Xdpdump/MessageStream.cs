using System.Text;
using Linux;
using Linux.Files;

namespace Xdpdump;

/// <summary>
/// Text to a descriptor whose reader may be slow, gone, or a full disk. Whoever writes here never waits for that and never fails by it: what
/// does not go out at once is kept and written by a thread of its own, in order, and what cannot be written at all is let go.
/// </summary>
/// <param name="file">Where to; stays the caller's.</param>
internal sealed class MessageStream(FileDescriptorHandle file)
{
    /// <summary>A pipe that is ready takes as much without waiting (PIPE_BUF, pipe(7)).</summary>
    private const int AtOnce = 4096;

    /// <summary>Listings and verifier logs have millions of bytes; a reader that never comes must not cost more than this.</summary>
    internal const int MostPending = 32 << 20;

    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _pending = [];
    private long _pendingBytes;
    private long _unsaid;
    private bool _isDraining;

    /// <summary>Writes a text, or sees to it that it is written. Never throws, never waits.</summary>
    public void Write(string text)
    {
        try
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            lock (_lock)
            {
                var rest = _pending.Count == 0 && !_isDraining ? WriteWhatGoes(bytes) : bytes;
                if (!rest.IsEmpty)
                    Keep(rest.ToArray());
            }
        }
        catch (Exception failure) when (failure is OutOfMemoryException or SystemCallException)
        {
            Interlocked.Increment(ref _unsaid); // no memory to say it with: the capture goes on without
        }
    }

    /// <summary>Waits until everything has been written. Never throws.</summary>
    /// <returns>False where that takes longer.</returns>
    public bool Flush(TimeSpan patience)
    {
        bool isAnybodyAtIt;
        lock (_lock)
            isAnybodyAtIt = _isDraining;
        // Nobody is, with something left, where no thread could be had for it.
        return isAnybodyAtIt
            ? SpinWait.SpinUntil(() => { lock (_lock) { return !_isDraining; } }, patience)
            : Drain((int)patience.TotalMilliseconds);
    }

    /// <summary>What is left when no more goes out without waiting; nothing if the rest can never go out.</summary>
    private ReadOnlySpan<byte> WriteWhatGoes(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && WaitForRoom(0))
            text = WriteSome(text);
        return text;
    }

    private ReadOnlySpan<byte> WriteSome(ReadOnlySpan<byte> text)
    {
        var written = FileIo.Write(file, text[..Math.Min(text.Length, AtOnce)], out var error);
        return error == Errno.EAGAIN ? text : error.IsError || written == 0 ? [] : text[(int)written..];
    }

    /// <summary>Errors count as room: the write tells.</summary>
    private bool WaitForRoom(int milliseconds) => Poll.Wait([new PollEntry(file, PollEvents.Out)], milliseconds) > 0;

    private void Keep(byte[] text)
    {
        if (_pendingBytes + text.Length > MostPending)
        {
            Interlocked.Increment(ref _unsaid);
            return;
        }

        _pending.Enqueue(text);
        _pendingBytes += text.Length;
        if (_isDraining)
            return;
        try
        {
            new Thread(() => Drain(milliseconds: -1), 64 * 1024) { IsBackground = true, Name = "messages" }.Start();
            _isDraining = true;
        }
        catch (OutOfMemoryException)
        {
            // No thread now: the next message tries again, and so does Flush.
        }
    }

    /// <summary>Writes what is kept.</summary>
    /// <param name="milliseconds">How long to wait for room, each time; -1 is without end.</param>
    /// <returns>False if there was none.</returns>
    private bool Drain(int milliseconds)
    {
        while (Next() is { } text)
        {
            ReadOnlySpan<byte> rest = text;
            while (!rest.IsEmpty)
            {
                if (!TryWaitForRoom(milliseconds))
                    return false;
                rest = WriteSome(rest);
            }
        }

        return true;
    }

    /// <summary>Where poll(2) has no memory, the write itself waits.</summary>
    private bool TryWaitForRoom(int milliseconds)
    {
        try
        {
            return WaitForRoom(milliseconds);
        }
        catch (SystemCallException)
        {
            return true;
        }
    }

    private byte[]? Next()
    {
        lock (_lock)
        {
            if (_pending.TryDequeue(out var text))
            {
                _pendingBytes -= text.Length;
                return text;
            }

            if (Interlocked.Exchange(ref _unsaid, 0) is > 0 and var count && Note(count) is { } note)
                return note;

            _isDraining = false;
            return null;
        }
    }

    /// <summary>Null where there is no memory for that either.</summary>
    private static byte[]? Note(long count)
    {
        try
        {
            return Encoding.UTF8.GetBytes($"WARNING: {count} messages are missing here: nobody read them for too long\n");
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }
}
