using System.Buffers;

namespace PacketFiles;

/// <summary>
/// Writes pcapng blocks (pcapng draft, section 3.1), each whole and closed. The caller keeps the order the format asks for: a section
/// header first, an interface before its first packet.
/// </summary>
public sealed class PcapNgWriter
{
    private const uint Magic = 0x1A2B3C4D;
    private const byte ExpressionFilterKind = 0;

    private readonly IBufferWriter<byte> _output;
    private readonly BlockBuilder _block;

    /// <summary>Writes in this machine's byte order, the one the kernel's own blocks are in.</summary>
    /// <param name="output">Takes every block with one write.</param>
    public PcapNgWriter(IBufferWriter<byte> output)
        : this(output, ByteOrderExtensions.Native)
    {
    }

    /// <summary>Writes in the byte order given.</summary>
    /// <param name="output">Takes every block with one write.</param>
    /// <param name="order">The order of all numbers; blocks written by others into the same section must be in it too.</param>
    public PcapNgWriter(IBufferWriter<byte> output, ByteOrder order)
    {
        _output = output;
        _block = new BlockBuilder(order);
    }

    /// <summary>Opens a section, its length left open (−1) so that it can be streamed. Interfaces count from 0 again.</summary>
    /// <param name="header">What the section says about the capture.</param>
    /// <exception cref="ArgumentException">A text is longer than 65535 bytes.</exception>
    public void WriteSectionHeader(SectionHeader header)
    {
        _block.Begin(BlockType.SectionHeader);
        _block.UInt32(Magic);
        _block.UInt16(1);
        _block.UInt16(0);
        _block.UInt64(ulong.MaxValue);
        foreach (var comment in header.Comments)
            _block.TextOption(OptionCode.Comment, comment);
        _block.TextOption(OptionCode.SectionHardware, header.Hardware);
        _block.TextOption(OptionCode.SectionOperatingSystem, header.OperatingSystem);
        _block.TextOption(OptionCode.SectionApplication, header.Application);
        Finish();
    }

    /// <summary>Describes the section's next interface.</summary>
    /// <param name="description">The interface; it gets the next free number.</param>
    /// <exception cref="ArgumentException">A text is longer than 65535 bytes.</exception>
    public void WriteInterfaceDescription(InterfaceDescription description)
    {
        _block.Begin(BlockType.InterfaceDescription);
        _block.UInt16(description.LinkType);
        _block.UInt16(0);
        _block.UInt32(description.SnapLength);
        _block.TextOption(OptionCode.InterfaceName, description.Name);
        _block.TextOption(OptionCode.InterfaceDescription, description.Description);
        _block.UInt64Option(OptionCode.InterfaceSpeed, description.SpeedBitsPerSecond);
        _block.ByteOption(OptionCode.InterfaceTimestampResolution, description.TimestampResolution);
        _block.KindAndTextOption(OptionCode.InterfaceFilter, ExpressionFilterKind, description.Filter);
        _block.TextOption(OptionCode.InterfaceOperatingSystem, description.OperatingSystem);
        _block.TextOption(OptionCode.InterfaceHardware, description.Hardware);
        Finish();
    }

    /// <summary>Writes one packet, its options in the order the capture programs write theirs.</summary>
    /// <param name="packet">The packet; its bytes are copied.</param>
    /// <exception cref="OverflowException">The block would be longer than an array can be.</exception>
    public void WriteEnhancedPacket(EnhancedPacket packet)
    {
        _block.Begin(BlockType.EnhancedPacket);
        _block.UInt32(packet.InterfaceId);
        _block.Timestamp(packet.Timestamp);
        _block.UInt32((uint)packet.Data.Length);
        _block.UInt32(packet.OriginalLength);
        _block.Padded(packet.Data);
        _block.UInt32Option(OptionCode.PacketFlags, packet.Flags);
        _block.UInt64Option(OptionCode.PacketId, packet.PacketId);
        _block.UInt32Option(OptionCode.PacketQueue, packet.Queue);
        _block.KindAndUInt64Option(OptionCode.PacketVerdict, VerdictKind.Xdp, packet.XdpVerdict);
        _block.UInt64Option(OptionCode.PacketDropCount, packet.DropCount);
        Finish();
    }

    /// <summary>Writes the counters of one interface.</summary>
    /// <param name="statistics">The counters.</param>
    /// <exception cref="ArgumentException">The comment is longer than 65535 bytes.</exception>
    public void WriteInterfaceStatistics(InterfaceStatistics statistics)
    {
        _block.Begin(BlockType.InterfaceStatistics);
        _block.UInt32(statistics.InterfaceId);
        _block.Timestamp(statistics.Timestamp);
        _block.TextOption(OptionCode.Comment, statistics.Comment);
        _block.TimestampOption(OptionCode.StatisticsStartTime, statistics.StartTime);
        _block.TimestampOption(OptionCode.StatisticsEndTime, statistics.EndTime);
        _block.UInt64Option(OptionCode.StatisticsReceived, statistics.Received);
        _block.UInt64Option(OptionCode.StatisticsDropped, statistics.Dropped);
        _block.UInt64Option(OptionCode.StatisticsFilterAccepted, statistics.FilterAccepted);
        _block.UInt64Option(OptionCode.StatisticsOsDropped, statistics.OsDropped);
        _block.UInt64Option(OptionCode.StatisticsDelivered, statistics.Delivered);
        Finish();
    }

    private void Finish()
    {
        _block.EndOptions();
        _output.Write(_block.End());
    }
}
