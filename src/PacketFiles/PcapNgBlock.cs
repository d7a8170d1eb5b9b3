namespace PacketFiles;

/// <summary>
/// One block in the memory of its reader. Its lengths are checked; what is in it is checked by the Read methods, each of which is for
/// blocks of one type.
/// </summary>
public readonly ref struct PcapNgBlock
{
    private readonly ByteOrder _order;

    internal PcapNgBlock(BlockType type, ReadOnlySpan<byte> bytes, ByteOrder order, long position)
    {
        Type = type;
        Bytes = bytes;
        _order = order;
        Position = position;
    }

    /// <summary>The block's type, which may be none of the known ones.</summary>
    public BlockType Type { get; }

    /// <summary>The whole block with both lengths, valid until the reader goes on.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Bytes before it.</summary>
    public long Position { get; }

    /// <summary>Reads a Section Header Block; options we have no name for are passed over.</summary>
    /// <returns>The section header, copied.</returns>
    /// <exception cref="InvalidOperationException">The block is of another type.</exception>
    /// <exception cref="PcapNgFormatException">An option is damaged.</exception>
    public SectionHeader ReadSectionHeader()
    {
        Expect(BlockType.SectionHeader);
        string? hardware = null, operatingSystem = null, application = null;
        List<string> comments = [];
        var option = Options(24);
        while (option.MoveNext())
        {
            switch (option.Code)
            {
                case OptionCode.Comment: comments.Add(option.AsText()); break;
                case OptionCode.SectionHardware: hardware = option.AsText(); break;
                case OptionCode.SectionOperatingSystem: operatingSystem = option.AsText(); break;
                case OptionCode.SectionApplication: application = option.AsText(); break;
            }
        }
        return new SectionHeader { Hardware = hardware, OperatingSystem = operatingSystem, Application = application, Comments = comments };
    }

    /// <summary>Reads an Interface Description Block; options we have no name for are passed over.</summary>
    /// <returns>The description, copied; its resolution is 6 (microseconds) where the file does not say.</returns>
    /// <exception cref="InvalidOperationException">The block is of another type.</exception>
    /// <exception cref="PcapNgFormatException">An option is damaged.</exception>
    public InterfaceDescription ReadInterfaceDescription()
    {
        Expect(BlockType.InterfaceDescription);
        var description = new InterfaceDescription
        {
            LinkType = _order.ReadUInt16(Bytes[8..]),
            SnapLength = _order.ReadUInt32(Bytes[12..]),
            TimestampResolution = 6,
        };
        var option = Options(16);
        while (option.MoveNext())
        {
            description = option.Code switch
            {
                OptionCode.InterfaceName => description with { Name = option.AsText() },
                OptionCode.InterfaceDescription => description with { Description = option.AsText() },
                OptionCode.InterfaceSpeed => description with { SpeedBitsPerSecond = option.AsUInt64() },
                OptionCode.InterfaceTimestampResolution => description with { TimestampResolution = option.AsByte() },
                OptionCode.InterfaceFilter => description with { Filter = option.AsExpression() },
                OptionCode.InterfaceOperatingSystem => description with { OperatingSystem = option.AsText() },
                OptionCode.InterfaceHardware => description with { Hardware = option.AsText() },
                _ => description,
            };
        }
        return description;
    }

    /// <summary>Reads an Enhanced Packet Block in place.</summary>
    /// <returns>A view over this block's memory.</returns>
    /// <exception cref="InvalidOperationException">The block is of another type.</exception>
    /// <exception cref="PcapNgFormatException">The captured length reaches beyond the block.</exception>
    public EnhancedPacketView ReadEnhancedPacket()
    {
        Expect(BlockType.EnhancedPacket);
        if (EnhancedPacketView.TryParse(Bytes, _order, Position, out var view))
            return view;
        var captured = _order.ReadUInt32(Bytes[20..]);
        var room = Bytes.Length - EnhancedPacketView.MinimumLength;
        throw new PcapNgFormatException("packet", Position, $"captured length {captured}", $"at most {room}");
    }

    /// <summary>Reads an Interface Statistics Block; options we have no name for are passed over.</summary>
    /// <returns>The counters, copied.</returns>
    /// <exception cref="InvalidOperationException">The block is of another type.</exception>
    /// <exception cref="PcapNgFormatException">An option is damaged.</exception>
    public InterfaceStatistics ReadInterfaceStatistics()
    {
        Expect(BlockType.InterfaceStatistics);
        var statistics = new InterfaceStatistics
        {
            InterfaceId = _order.ReadUInt32(Bytes[8..]),
            Timestamp = _order.ReadTimestamp(Bytes[12..]),
        };
        var option = Options(20);
        while (option.MoveNext())
        {
            statistics = option.Code switch
            {
                OptionCode.Comment => statistics with { Comment = statistics.Comment ?? option.AsText() },
                OptionCode.StatisticsStartTime => statistics with { StartTime = option.AsTimestamp() },
                OptionCode.StatisticsEndTime => statistics with { EndTime = option.AsTimestamp() },
                OptionCode.StatisticsReceived => statistics with { Received = option.AsUInt64() },
                OptionCode.StatisticsDropped => statistics with { Dropped = option.AsUInt64() },
                OptionCode.StatisticsFilterAccepted => statistics with { FilterAccepted = option.AsUInt64() },
                OptionCode.StatisticsOsDropped => statistics with { OsDropped = option.AsUInt64() },
                OptionCode.StatisticsDelivered => statistics with { Delivered = option.AsUInt64() },
                _ => statistics,
            };
        }
        return statistics;
    }

    private OptionReader Options(int start) => new(Bytes[start..^sizeof(uint)], _order, Position + start);

    private void Expect(BlockType type)
    {
        if (Type != type)
            throw new InvalidOperationException($"The block at byte {Position} is of type {Type}, not {type}");
    }
}
