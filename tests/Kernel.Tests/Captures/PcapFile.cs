using PacketFiles;

namespace Kernel.Tests.Captures;

/// <summary>A classic pcap file, read back as a whole.</summary>
internal sealed class PcapFile
{
    public required PcapFileHeader Header { get; init; }

    public List<CapturedPacket> Packets { get; } = [];

    public static PcapFile Read(string path)
    {
        var reader = new PcapReader(File.ReadAllBytes(path));
        var file = new PcapFile { Header = reader.Header };
        foreach (var packet in reader)
            file.Packets.Add(new CapturedPacket(0, packet.Timestamp, packet.OriginalLength, packet.Data.ToArray()));
        return file;
    }
}
