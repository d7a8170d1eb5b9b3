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

    /// <summary>Waits until everything has been written.</summary>
    /// <returns>False where that takes longer.</returns>
    public bool Flush(TimeSpan patience)
    {
        lock (_lock)
        {
            if (_pending.Count == 0 && !_isDraining)
                return true;
            if (!_isDraining) // no thread could be had when there was something to be kept
                return DrainHere(patience);
        }

        return SpinWait.SpinUntil(() => { lock (_lock) { return !_isDraining; } }, patience);
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
            _unsaid++;
            return;
        }

        _pending.Enqueue(text);
        _pendingBytes += text.Length;
        if (_isDraining)
            return;
        new Thread(Drain, 64 * 1024) { IsBackground = true, Name = "messages" }.Start();
        _isDraining = true;
    }

    private void Drain()
    {
        while (true)
        {
            try
            {
                if (Next() is not { } text)
                    return;
                ReadOnlySpan<byte> rest = text;
                while (!rest.IsEmpty && WaitForRoom(-1))
                    rest = WriteSome(rest);
            }
            catch (Exception failure) when (failure is OutOfMemoryException or SystemCallException)
            {
                // No memory to say this one with: it is let go.
                Interlocked.Exchange(ref _unsaid, 0);
            }
        }
    }

    private bool DrainHere(TimeSpan patience)
    {
        while (_pending.TryDequeue(out var text))
        {
            ReadOnlySpan<byte> rest = text;
            while (!rest.IsEmpty)
            {
                if (!WaitForRoom((int)patience.TotalMilliseconds))
                    return false;
                rest = WriteSome(rest);
            }
        }

        return true;
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

            if (_unsaid > 0)
            {
                var note = $"WARNING: {_unsaid} messages are missing here: nobody read them for too long\n";
                _unsaid = 0;
                return Encoding.UTF8.GetBytes(note);
            }

            _isDraining = false;
            return null;
        }
    }
}
