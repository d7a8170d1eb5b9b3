using PacketFiles;

namespace Kernel.Tests.Captures;

/// <summary>One record of a capture file, copied.</summary>
internal sealed record TracedPacket(
    uint Point, ulong Time, uint OriginalLength, byte[] Data, ulong? Id, uint? Queue, ulong? Verdict, ulong Lost);

/// <summary>A capture file that is gone when disposed.</summary>
internal sealed class TracedFile : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"xdpdump-test-{Guid.NewGuid():N}.pcapng");

    public List<InterfaceDescription> Interfaces { get; } = [];

    public List<TracedPacket> Packets { get; } = [];

    public List<InterfaceStatistics> Statistics { get; } = [];

    public TracedFile Read()
    {
        foreach (var block in new PcapNgReader(File.ReadAllBytes(Path)))
        {
            switch (block.Type)
            {
                case BlockType.InterfaceDescription:
                    Interfaces.Add(block.ReadInterfaceDescription());
                    break;
                case BlockType.InterfaceStatistics:
                    Statistics.Add(block.ReadInterfaceStatistics());
                    break;
                case BlockType.EnhancedPacket:
                    var packet = block.ReadEnhancedPacket();
                    Packets.Add(new(
                        packet.InterfaceId, packet.Timestamp, packet.OriginalLength, packet.Data.ToArray(), packet.PacketId, packet.Queue,
                        packet.XdpVerdict, packet.DropCount ?? 0));
                    break;
            }
        }

        return this;
    }

    public void Dispose() => File.Delete(Path);
}
