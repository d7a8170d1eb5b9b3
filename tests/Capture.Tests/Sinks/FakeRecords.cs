using System.Buffers;
using Capture.Model;
using Capture.Tests.Output;
using PacketFiles;

namespace Capture.Tests;

/// <summary>Blocks as the capture programs write them, and the points they belong to.</summary>
internal static class FakeRecords
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

    /// <summary>The same as a source hands them on, several blocks to a span.</summary>
    public static PacketBatch Batch(int count, int perSpan) => Batch(Blocks(count), perSpan);

    /// <summary>Blocks as a source hands them on, which need not be well-formed behind their first 28 bytes.</summary>
    public static unsafe PacketBatch Batch(IEnumerable<byte[]> blocks, int perSpan = 1, uint snapLength = 0)
    {
        var batch = new PacketBatch { SnapLength = snapLength };
        foreach (var chunk in blocks.Chunk(perSpan))
        {
            var block = (byte*)new PinnedSpans(chunk.SelectMany(one => one).ToArray()).Vectors[0].Base;
            foreach (var bytes in chunk)
            {
                Assert.True(batch.TryAppend(block, (uint)bytes.Length, BitConverter.ToInt32(bytes, 8), DropCount(bytes)));
                block += bytes.Length;
            }
        }

        return batch;
    }

    private static ulong DropCount(byte[] block) => EnhancedPacketView.TryParse(block, out var packet) ? packet.DropCount ?? 0 : 0;
}
