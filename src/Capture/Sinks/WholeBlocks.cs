using Ebpf.Sys;
using PacketFiles;

namespace Capture.Sinks;

/// <summary>How much of a write that was cut short is worth keeping.</summary>
/// <param name="Bytes">Up to the end of the last block that is whole.</param>
/// <param name="Packets">Packets in them.</param>
internal readonly record struct WholeBlocks(long Bytes, long Packets)
{
    /// <summary>Walks the spans' blocks as far as <paramref name="accepted"/> bytes reach.</summary>
    public static unsafe WholeBlocks Within(ReadOnlySpan<IoVector> spans, long accepted)
    {
        long bytes = 0, packets = 0;
        foreach (var span in spans)
        {
            var rest = new ReadOnlySpan<byte>(span.Base, checked((int)span.Length));
            while (EnhancedPacketView.TryParse(rest, out var packet))
            {
                if (bytes + packet.BlockLength > accepted)
                    return new WholeBlocks(bytes, packets);
                bytes += packet.BlockLength;
                packets++;
                rest = rest[packet.BlockLength..];
            }
            if (!rest.IsEmpty)
                break;
        }
        return new WholeBlocks(bytes, packets);
    }
}
