namespace PacketFiles;

/// <summary>
/// An Enhanced Packet Block read in place (pcapng draft, section 4.3): nothing is copied or allocated, and options are looked up when
/// asked for. Valid as long as the bytes under it are.
/// </summary>
public readonly ref struct EnhancedPacketView
{
    /// <summary>Bytes before the packet's own: type, total length, interface, time stamp, captured and original length.</summary>
    public const int HeaderLength = 28;

    /// <summary>Where in a block it stands how many bytes of the packet are in it, in four bytes.</summary>
    public const int CapturedLengthOffset = 20;

    /// <summary>Where it stands how many the packet had.</summary>
    public const int OriginalLengthOffset = 24;

    /// <summary>Bytes of a block without packet bytes and options.</summary>
    public const int MinimumLength = HeaderLength + sizeof(uint);

    private readonly ReadOnlySpan<byte> _block;
    private readonly ByteOrder _order;
    private readonly long _position;

    private EnhancedPacketView(ReadOnlySpan<byte> block, ByteOrder order, long position)
    {
        _block = block;
        _order = order;
        _position = position;
    }

    /// <summary>Bytes of the whole block, with both length fields: where the next one starts.</summary>
    public int BlockLength => _block.Length;

    /// <summary>The whole block.</summary>
    public ReadOnlySpan<byte> Block => _block;

    /// <summary>Position of the interface among those described in the section, from 0.</summary>
    public uint InterfaceId => _order.ReadUInt32(_block[8..]);

    /// <summary>Since 1970-01-01 UTC, in units of the interface's resolution.</summary>
    public ulong Timestamp => _order.ReadTimestamp(_block[12..]);

    /// <summary>Bytes of the packet that are in the block.</summary>
    public int CapturedLength => (int)_order.ReadUInt32(_block[CapturedLengthOffset..]);

    /// <summary>Bytes the packet had.</summary>
    public uint OriginalLength => _order.ReadUInt32(_block[OriginalLengthOffset..]);

    /// <summary>The captured bytes, without padding.</summary>
    public ReadOnlySpan<byte> Data => _block.Slice(HeaderLength, CapturedLength);

    /// <summary>epb_flags: see <see cref="PacketFlags"/>.</summary>
    /// <exception cref="PcapNgFormatException">The option list or this option is damaged.</exception>
    public uint? Flags => Find(OptionCode.PacketFlags, out var option) ? option.AsUInt32() : null;

    /// <summary>epb_packetid: equal for one packet at all its capture points.</summary>
    /// <exception cref="PcapNgFormatException">The option list or this option is damaged.</exception>
    public ulong? PacketId => Find(OptionCode.PacketId, out var option) ? option.AsUInt64() : null;

    /// <summary>epb_queue: the receive queue.</summary>
    /// <exception cref="PcapNgFormatException">The option list or this option is damaged.</exception>
    public uint? Queue => Find(OptionCode.PacketQueue, out var option) ? option.AsUInt32() : null;

    /// <summary>epb_dropcount: packets lost on this interface since its previous packet.</summary>
    /// <exception cref="PcapNgFormatException">The option list or this option is damaged.</exception>
    public ulong? DropCount => Find(OptionCode.PacketDropCount, out var option) ? option.AsUInt64() : null;

    /// <summary>epb_verdict of an XDP program; verdicts of hardware or traffic control are passed over.</summary>
    /// <exception cref="PcapNgFormatException">The option list or this option is damaged.</exception>
    public ulong? XdpVerdict
    {
        get
        {
            var options = Options;
            while (options.MoveNext())
            {
                if (options.Code == OptionCode.PacketVerdict && options.Value.StartsWith([VerdictKind.Xdp]))
                    return options.AsUInt64AfterKind();
            }
            return null;
        }
    }

    /// <summary>All options in file order.</summary>
    public OptionReader Options
    {
        get
        {
            var start = HeaderLength + (CapturedLength + 3 & ~3);
            return new OptionReader(_block[start..^sizeof(uint)], _order, _position + start);
        }
    }

    /// <summary>
    /// Reads the block that the bytes start with, in this machine's byte order; more may follow it. Checks type and lengths; options
    /// are checked when they are asked for.
    /// </summary>
    /// <param name="bytes">A whole block, or several.</param>
    /// <param name="view">The packet, over the same memory.</param>
    /// <returns>False where no whole, well-formed Enhanced Packet Block starts there.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out EnhancedPacketView view) =>
        TryParse(bytes, ByteOrderExtensions.Native, 0, out view);

    internal static bool TryParse(ReadOnlySpan<byte> bytes, ByteOrder order, long position, out EnhancedPacketView view)
    {
        view = default;
        if (bytes.Length < MinimumLength || order.ReadUInt32(bytes) != (uint)BlockType.EnhancedPacket)
            return false;
        var total = order.ReadUInt32(bytes[4..]);
        if (total < MinimumLength || total > bytes.Length || (total & 3) != 0)
            return false;
        var block = bytes[..(int)total];
        if (order.ReadUInt32(block[20..]) > total - MinimumLength || order.ReadUInt32(block[^sizeof(uint)..]) != total)
            return false;
        view = new EnhancedPacketView(block, order, position);
        return true;
    }

    private bool Find(ushort code, out OptionReader option)
    {
        option = Options;
        while (option.MoveNext())
        {
            if (option.Code == code)
                return true;
        }
        return false;
    }
}
