using System.Runtime.InteropServices;
using Linux;
using Linux.Files;

namespace Capture.Output;

/// <summary>
/// A regular file that is written to in large pieces: past the page cache where that does well. What comes in small pieces, or begins and
/// ends within a block, goes through the cache as ever, so that a reader of the file sees each packet at once.
/// </summary>
/// <remarks>
/// Past the cache (O_DIRECT, open(2)) memory, position and length are multiples of a block, so the pieces are gathered in memory of our own
/// first, which costs a fraction of what the cache does.
/// </remarks>
/// <param name="file">The file.</param>
/// <param name="policy">Which way much goes.</param>
/// <param name="clock">Nanoseconds of a steady clock, which the policy goes by.</param>
internal sealed unsafe class DirectIoFile(IVectorFile file, DirectIoPolicy policy, Func<long> clock) : IVectorFile
{
    /// <summary>The largest block that devices and file systems ask for.</summary>
    public const int Block = 4096;

    /// <summary>Less than this at a time is not worth it: about what comes in a millisecond at 1 Gbit/s.</summary>
    public const long Much = 128 << 10;

    /// <summary>The most bytes in one write: a batch of the reader is hardly more.</summary>
    public const int Most = 4 << 20;

    private byte* _gathered;

    public FileKind Kind => file.Kind;

    public long Length => file.Length;

    public bool IsRemoved => file.IsRemoved;

    public long Position => file.Position;

    public long Write(ReadOnlySpan<IoVector> vectors, out Errno error) => file.Write(vectors, out error);

    public long WriteAt(ReadOnlySpan<IoVector> vectors, long offset, out Errno error)
    {
        var bytes = 0L;
        foreach (var vector in vectors)
            bytes += (long)vector.Length;
        if (bytes < Much)
            return file.WriteAt(vectors, offset, out error);

        var start = clock();
        var written = policy.IsDirect ? WriteDirect(vectors, offset, out error) : file.WriteAt(vectors, offset, out error);
        if (written > 0)
            policy.Report(written, start, clock());
        return written;
    }

    public bool TrySetDirect(bool isDirect) => file.TrySetDirect(isDirect);

    public void Truncate(long length) => file.Truncate(length);

    public void WaitForRoom() => file.WaitForRoom();

    public void Dispose()
    {
        NativeMemory.AlignedFree(_gathered);
        _gathered = null;
        file.Dispose();
    }

    /// <summary>In up to three parts: up to the next block, whole blocks past the cache, and what is left.</summary>
    private long WriteDirect(ReadOnlySpan<IoVector> vectors, long offset, out Errno error)
    {
        if (_gathered == null)
            _gathered = (byte*)NativeMemory.AlignedAlloc(Most + 2 * Block, Block);
        var first = _gathered + offset % Block;
        var length = Gather(vectors, first);
        var head = (int)(-offset & Block - 1);
        var blocks = length - head & ~(Block - 1);

        var written = WritePart(first, head, offset, out error);
        if (written < head)
            return written;
        if (!file.TrySetDirect(true))
        {
            policy.RuleOutDirect();
            return Sum(written, WritePart(first + head, length - head, offset + head, out error), ref error);
        }

        var direct = WritePart(first + head, blocks, offset + head, out error);
        file.TrySetDirect(false);
        if (error == Errno.EINVAL)
        {
            // The file system takes the flag and then not the write, or wants larger blocks.
            policy.RuleOutDirect();
            return Sum(written, WritePart(first + head, length - head, offset + head, out error), ref error);
        }

        if (direct < blocks)
            return Sum(written, direct, ref error);
        written += direct;
        return Sum(written, WritePart(first + written, (int)(length - written), offset + written, out error), ref error);
    }

    /// <summary>Copies <see cref="Most"/> bytes, or all if they are fewer.</summary>
    internal static int Gather(ReadOnlySpan<IoVector> vectors, byte* to)
    {
        var length = 0;
        foreach (var vector in vectors)
        {
            var count = (int)Math.Min((long)vector.Length, Most - length);
            Buffer.MemoryCopy(vector.Base, to + length, count, count);
            length += count;
        }

        return length;
    }

    private long WritePart(byte* from, int length, long offset, out Errno error)
    {
        error = Errno.None;
        if (length == 0)
            return 0;
        var vector = new IoVector(from, (nuint)length);
        return file.WriteAt(new ReadOnlySpan<IoVector>(in vector), offset, out error);
    }

    /// <summary>What went out before a failure counts; the failure comes again with the next call.</summary>
    private static long Sum(long before, long part, ref Errno error)
    {
        if (part >= 0)
            return before + part;
        if (before == 0)
            return part;
        error = Errno.None;
        return before;
    }
}
