using PacketFiles;

namespace Kernel.Tests.Captures;

/// <summary>A packet as a file has it.</summary>
internal sealed record CapturedPacket(uint InterfaceId, ulong Timestamp, uint OriginalLength, byte[] Data)
{
    public ulong? Id { get; init; }

    public uint? Queue { get; init; }

    public ulong? Verdict { get; init; }

    public ulong? DropCount { get; init; }

    public uint? Flags { get; init; }

    /// <summary>The bytes that fill the packet up to a multiple of four.</summary>
    public byte[] Padding { get; init; } = [];
}

/// <summary>A pcapng file of one section, read back as a whole.</summary>
internal sealed class CaptureFile
{
    public List<InterfaceDescription> Interfaces { get; } = [];

    public List<CapturedPacket> Packets { get; } = [];

    public List<InterfaceStatistics> Statistics { get; } = [];

    public static CaptureFile Read(string path)
    {
        var file = new CaptureFile();
        foreach (var block in new PcapNgReader(File.ReadAllBytes(path)))
        {
            if (block.Type == BlockType.InterfaceDescription)
                file.Interfaces.Add(block.ReadInterfaceDescription());
            else if (block.Type == BlockType.InterfaceStatistics)
                file.Statistics.Add(block.ReadInterfaceStatistics());
            else if (block.Type == BlockType.EnhancedPacket)
                file.Packets.Add(Copy(block));
        }

        return file;
    }

    /// <summary>What a statistics block says in words was dropped and told by no packet's drop count.</summary>
    public static ulong DroppedAtEnd(InterfaceStatistics statistics)
    {
        if (statistics.Comment is not { } comment)
            return 0;
        var end = $" of the {statistics.Dropped} packets dropped here were dropped at the end, where no packet's drop count tells of them";
        Assert.EndsWith(end, comment, StringComparison.Ordinal);
        return ulong.Parse(comment[..^end.Length], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>How many packets a file has that is still being written: whole blocks only. 0 while there is no file.</summary>
    public static int CountPackets(string path)
    {
        if (!File.Exists(path))
            return 0;
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        var packets = 0;
        while (rest.Length >= 8)
        {
            var (type, length) = (BitConverter.ToUInt32(rest), BitConverter.ToUInt32(rest[4..]));
            if (length < 12 || length > rest.Length)
                break;
            packets += type == (uint)BlockType.EnhancedPacket ? 1 : 0;
            rest = rest[(int)length..];
        }

        return packets;
    }

    private static CapturedPacket Copy(PcapNgBlock block)
    {
        var packet = block.ReadEnhancedPacket();
        var end = EnhancedPacketView.HeaderLength + packet.CapturedLength;
        return new CapturedPacket(packet.InterfaceId, packet.Timestamp, packet.OriginalLength, packet.Data.ToArray())
        {
            Id = packet.PacketId,
            Queue = packet.Queue,
            Verdict = packet.XdpVerdict,
            DropCount = packet.DropCount,
            Flags = packet.Flags,
            Padding = block.Bytes[end..((end + 3) & ~3)].ToArray(),
        };
    }
}
