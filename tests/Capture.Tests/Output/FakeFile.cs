using Capture.Output;
using Linux;
using Linux.Files;

namespace Capture.Tests.Output;

/// <summary>A file that takes as little as it is told to, fills up, blocks and closes.</summary>
internal sealed unsafe class FakeFile(FileKind kind) : IVectorFile
{
    public List<byte> Content { get; } = [];

    /// <summary>Most bytes each next call takes; calls after these take all. 0 stands for EAGAIN.</summary>
    public Queue<int> Takes { get; } = [];

    /// <summary>Bytes there is room for.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>What a call gets that finds no room.</summary>
    public Errno WhenFull { get; set; } = Errno.ENOSPC;

    public bool AcceptsNothingSilently { get; set; }

    public int Calls { get; private set; }

    public int Waits { get; private set; }

    public bool IsDisposed { get; private set; }

    public FileKind Kind => kind;

    public long Length => Content.Count;

    public bool IsRemoved { get; set; }

    public long Position { get; set; }

    public long Write(ReadOnlySpan<IoVector> vectors, out Errno error)
    {
        var written = WriteAt(vectors, Position, out error);
        Position += Math.Max(0, written);
        return written;
    }

    public long WriteAt(ReadOnlySpan<IoVector> vectors, long offset, out Errno error)
    {
        Calls++;
        error = Errno.None;
        if (AcceptsNothingSilently)
            return 0;
        var most = Takes.TryDequeue(out var take) ? take : int.MaxValue;
        most = (int)Math.Min(most, Capacity - Content.Count);
        if (most == 0)
        {
            error = take == 0 && Capacity > Content.Count ? Errno.EAGAIN : WhenFull;
            return -1;
        }
        Assert.Equal(Content.Count, offset);
        if (IsDirect)
        {
            const int Block = DirectIoFile.Block;
            var vector = Assert.Single(vectors.ToArray());
            Assert.Equal((0, 0, 0), (offset % Block, (long)vector.Base % Block, (long)vector.Length % Block));
            most -= most % Block;
            Direct += Math.Min((long)vector.Length, most);
        }

        var written = 0;
        foreach (var vector in vectors[..Math.Min(vectors.Length, FileIo.MaxVectors)])
        {
            var count = (int)Math.Min((long)vector.Length, most - written);
            Content.AddRange(new ReadOnlySpan<byte>(vector.Base, count));
            written += count;
        }
        return written;
    }

    /// <summary>Whether it can be written to past the page cache; then in blocks only.</summary>
    public bool KnowsDirect { get; set; }

    public bool IsDirect { get; private set; }

    /// <summary>Bytes that went past the page cache.</summary>
    public long Direct { get; private set; }

    public bool TrySetDirect(bool isDirect)
    {
        IsDirect = isDirect && KnowsDirect;
        return KnowsDirect;
    }

    /// <summary>What cutting it gets.</summary>
    public Errno WhenTruncated { get; set; }

    public void Truncate(long length)
    {
        if (WhenTruncated.IsError)
            throw new SystemCallException("ftruncate", WhenTruncated);
        Content.RemoveRange((int)length, Content.Count - (int)length);
    }

    public void WaitForRoom() => Waits++;

    public void Dispose() => IsDisposed = true;
}
