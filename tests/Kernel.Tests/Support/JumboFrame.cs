using Kernel.Tests.Captures;

namespace Kernel.Tests.Support;

/// <summary>Frames that do not fit into one buffer, and where those of a veth pair end.</summary>
internal static class JumboFrame
{
    /// <summary>
    /// Bytes in a veth pair's first buffer: a page without the headroom and the skb_shared_info at its end. The others have a page each.
    /// Tests choose their lengths by it, and hold whatever it is.
    /// </summary>
    public const int FirstBuffer = 4096 - 256 - 320, Page = 4096;

    /// <summary>Around each boundary, up to an MTU of 9000.</summary>
    public static readonly int[] Lengths =
    [
        60, 1514, FirstBuffer - 1, FirstBuffer, FirstBuffer + 1, FirstBuffer + 2, FirstBuffer + 3, FirstBuffer + 4, 5000,
        FirstBuffer + Page - 1, FirstBuffer + Page, FirstBuffer + Page + 1, 9000, 9014,
    ];

    /// <summary>Many buffers: the last has more bytes than 16 bits can count.</summary>
    public static readonly int[] LongLengths = [60, 9014, 30_000, 60_042, 65_535, 65_536, 65_549];

    /// <summary>Snapshot lengths that end within the first, second and third buffer, and right between them.</summary>
    public static TheoryData<int> SnapLengths =>
        [1, 3000, FirstBuffer - 1, FirstBuffer, FirstBuffer + 1, 5000, FirstBuffer + Page, FirstBuffer + Page + 1, 8000, 262144];

    public static byte[][] Patterned(IEnumerable<int> lengths) => [.. lengths.Select(length => Tracing.Patterned(length))];

    /// <summary>Every byte that was to be kept, and the original length.</summary>
    public static void AssertKept(byte[] frame, int snapLength, CapturedPacket packet)
    {
        Assert.Equal((uint)frame.Length, packet.OriginalLength);
        Assert.Equal(Math.Min(snapLength, frame.Length), packet.Data.Length);
        var wrong = frame.AsSpan(0, packet.Data.Length).CommonPrefixLength(packet.Data);
        Assert.True(wrong == packet.Data.Length, $"byte {wrong} of {frame.Length} is wrong");
        Assert.All(packet.Padding, octet => Assert.Equal(0, octet));
    }
}
