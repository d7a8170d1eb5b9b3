namespace PacketFiles;

/// <summary>
/// Option codes as they stand in the file: the option's own number, which has a meaning per block type only
/// (pcapng draft, section 3.5 and the section of each block).
/// </summary>
public static class OptionCode
{
    /// <summary>opt_endofopt: closes the list, length 0.</summary>
    public const ushort End = 0;

    /// <summary>opt_comment: UTF-8 text, in any block, any number of times.</summary>
    public const ushort Comment = 1;

    /// <summary>shb_hardware, UTF-8.</summary>
    public const ushort SectionHardware = 2;

    /// <summary>shb_os, UTF-8.</summary>
    public const ushort SectionOperatingSystem = 3;

    /// <summary>shb_userappl, UTF-8.</summary>
    public const ushort SectionApplication = 4;

    /// <summary>if_name, UTF-8.</summary>
    public const ushort InterfaceName = 2;

    /// <summary>if_description, UTF-8.</summary>
    public const ushort InterfaceDescription = 3;

    /// <summary>if_speed: 64 bits, bits per second.</summary>
    public const ushort InterfaceSpeed = 8;

    /// <summary>if_tsresol: one octet, see <see cref="InterfaceDescription.TimestampResolution"/>.</summary>
    public const ushort InterfaceTimestampResolution = 9;

    /// <summary>if_filter: an octet saying the kind (0: a libpcap expression), then the filter.</summary>
    public const ushort InterfaceFilter = 11;

    /// <summary>if_os, UTF-8.</summary>
    public const ushort InterfaceOperatingSystem = 12;

    /// <summary>if_hardware, UTF-8.</summary>
    public const ushort InterfaceHardware = 15;

    /// <summary>epb_flags: 32 bits, see <see cref="PacketFlags"/>.</summary>
    public const ushort PacketFlags = 2;

    /// <summary>epb_dropcount: 64 bits, packets lost on this interface since its previous packet.</summary>
    public const ushort PacketDropCount = 4;

    /// <summary>epb_packetid: 64 bits, the same at every point where the same packet was captured.</summary>
    public const ushort PacketId = 5;

    /// <summary>epb_queue: 32 bits, the receive queue.</summary>
    public const ushort PacketQueue = 6;

    /// <summary>epb_verdict: an octet saying whose verdict (2: an XDP program), then for XDP 64 bits.</summary>
    public const ushort PacketVerdict = 7;

    /// <summary>isb_starttime: a time stamp, when the capture started.</summary>
    public const ushort StatisticsStartTime = 2;

    /// <summary>isb_endtime: a time stamp, when the capture ended.</summary>
    public const ushort StatisticsEndTime = 3;

    /// <summary>isb_ifrecv: 64 bits, packets received from the interface.</summary>
    public const ushort StatisticsReceived = 4;

    /// <summary>isb_ifdrop: 64 bits, packets the interface dropped for want of resources.</summary>
    public const ushort StatisticsDropped = 5;

    /// <summary>isb_filteraccept: 64 bits, packets the filter accepted.</summary>
    public const ushort StatisticsFilterAccepted = 6;

    /// <summary>isb_osdrop: 64 bits, packets the operating system dropped.</summary>
    public const ushort StatisticsOsDropped = 7;

    /// <summary>isb_usrdeliv: 64 bits, packets delivered to the user.</summary>
    public const ushort StatisticsDelivered = 8;
}
