namespace PacketFiles;

/// <summary>What a reader knows of the section it is in, and the checks every block has to pass.</summary>
internal struct SectionState
{
    /// <summary>Type, total length and, in a section header, the byte-order magic: what it takes to know a block's length.</summary>
    public const int PrefixLength = 12;

    /// <summary>A block this long is damage, not data: the longest possible packets and texts are far below.</summary>
    private const uint MaximumLength = 16 << 20;

    private const uint Magic = 0x1A2B3C4D;

    private bool _opened;
    private uint _interfaces;

    public ByteOrder Order { get; private set; }

    /// <summary>Length of the block that the prefix opens. A section header switches to its own byte order first.</summary>
    public int Open(ReadOnlySpan<byte> prefix, long position)
    {
        if (Order.ReadUInt32(prefix) == (uint)BlockType.SectionHeader)
        {
            Order = OrderOf(prefix[8..], position);
            _opened = true;
            _interfaces = 0;
        }
        else if (!_opened)
        {
            throw new PcapNgFormatException("file", position, $"block type 0x{Order.ReadUInt32(prefix):x}", "a section header (0xa0d0d0a)");
        }
        var total = Order.ReadUInt32(prefix[4..]);
        var minimum = MinimumLength((BlockType)Order.ReadUInt32(prefix));
        if (total < minimum || total > MaximumLength || (total & 3) != 0)
        {
            throw new PcapNgFormatException(
                "block", position, $"total length {total}", $"a multiple of 4 from {minimum} to {MaximumLength}");
        }
        return (int)total;
    }

    /// <summary>Checks the whole block.</summary>
    public PcapNgBlock Close(ReadOnlySpan<byte> block, long position)
    {
        var repeated = Order.ReadUInt32(block[^sizeof(uint)..]);
        if (repeated != block.Length)
            throw new PcapNgFormatException("end of block", position, $"total length {repeated}", $"{block.Length} as at its start");
        var type = (BlockType)Order.ReadUInt32(block);
        switch (type)
        {
            case BlockType.SectionHeader when Order.ReadUInt16(block[12..]) is var version and not 1:
                throw new PcapNgFormatException("section header", position, $"major version {version}", "1");
            case BlockType.InterfaceDescription:
                _interfaces++;
                break;
            case BlockType.EnhancedPacket or BlockType.InterfaceStatistics when Order.ReadUInt32(block[8..]) is var id && id >= _interfaces:
                throw new PcapNgFormatException("block", position, $"interface {id}", $"one of the {_interfaces} described before");
        }
        return new PcapNgBlock(type, block, Order, position);
    }

    private static ByteOrder OrderOf(ReadOnlySpan<byte> magic, long position)
    {
        if (ByteOrder.LittleEndian.ReadUInt32(magic) == Magic)
            return ByteOrder.LittleEndian;
        if (ByteOrder.BigEndian.ReadUInt32(magic) == Magic)
            return ByteOrder.BigEndian;
        throw new PcapNgFormatException(
            "section header", position, $"byte-order magic {Convert.ToHexStringLower(magic[..4])}", "1a2b3c4d or 4d3c2b1a");
    }

    private static uint MinimumLength(BlockType type) => type switch
    {
        BlockType.SectionHeader => 28,
        BlockType.InterfaceDescription => 20,
        BlockType.InterfaceStatistics => 24,
        BlockType.EnhancedPacket => EnhancedPacketView.MinimumLength,
        _ => PrefixLength,
    };
}
