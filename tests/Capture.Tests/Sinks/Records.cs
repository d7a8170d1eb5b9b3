using System.Buffers;
using PacketFiles;

namespace Capture.Tests.Sinks;

/// <summary>Blocks as the capture programs write them, and the points they belong to.</summary>
internal static class Records
{
    public static readonly CapturePoint Entry = new(0, "eno1", 2, 132, "xdp_dispatcher", CapturePosition.Entry);

    public static readonly CapturePoint Exit = new(1, "eno1", 2, 132, "xdp_dispatcher", CapturePosition.Exit);

    public static byte[] Block(EnhancedPacket packet)
    {
        var output = new ArrayBufferWriter<byte>();
        new PcapNgWriter(output).WriteEnhancedPacket(packet);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Numbered blocks, entry and exit in turn, of growing length.</summary>
    public static byte[][] Blocks(int count) =>
    [
        .. Enumerable.Range(1, count).Select(i => Block(new EnhancedPacket
        {
            InterfaceId = (uint)(i + 1) % 2,
            Timestamp = 1607694215501287259ul + (ulong)i,
            OriginalLength = 60,
            Data = new byte[i % 61],
            Flags = PacketFlags.Inbound,
            PacketId = (ulong)(i + 1) / 2,
            Queue = 0,
            XdpVerdict = i % 2 == 0 ? 2ul : null,
        })),
    ];

    /// <summary>The same, several blocks to a span.</summary>
    public static PinnedSpans Spans(int count, int perSpan) =>
        new(Blocks(count).Chunk(perSpan).Select(blocks => blocks.SelectMany(block => block).ToArray()));
}
