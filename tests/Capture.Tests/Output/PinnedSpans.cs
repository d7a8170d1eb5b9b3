using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Linux.Files;

namespace Capture.Tests.Output;

/// <summary>Memory that does not move, as vectors: what a ring hands to a sink.</summary>
internal sealed unsafe class PinnedSpans
{
    // Vectors are addresses, which keep nothing alive: a test may well drop these spans before it is done with them.
    private static readonly ConcurrentBag<byte[]> s_alive = [];

    private readonly byte[][] _memory;
    private readonly IoVector[] _vectors;

    public PinnedSpans(IEnumerable<byte[]> spans)
    {
        _memory = [.. spans.Select(Pin)];
        _vectors = [.. _memory.Select(bytes => new IoVector(Unsafe.AsPointer(ref bytes[0]), (nuint)bytes.Length - 1))];
    }

    public PinnedSpans(params byte[][] spans)
        : this((IEnumerable<byte[]>)spans)
    {
    }

    public ReadOnlySpan<IoVector> Vectors => _vectors;

    public byte[] Bytes => [.. _memory.SelectMany(bytes => bytes[..^1])];

    // One byte more, so that an empty span has an address too.
    private static byte[] Pin(byte[] bytes)
    {
        var pinned = GC.AllocateArray<byte>(bytes.Length + 1, pinned: true);
        bytes.CopyTo(pinned, 0);
        s_alive.Add(pinned);
        return pinned;
    }
}
