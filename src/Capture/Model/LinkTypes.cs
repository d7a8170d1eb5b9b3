namespace Capture.Model;

/// <summary>
/// libpcap's numbers for link types. A live capture has the system's own (DLT_), a file has LINKTYPE_ numbers, alike on all systems; they
/// differ for a few types that every system numbered its own way (pcap-linktype(7)).
/// </summary>
public static class LinkTypes
{
    /// <summary>LINKTYPE_ETHERNET.</summary>
    public const ushort Ethernet = 1;

    /// <summary>LINKTYPE_RAW: an IPv4 or IPv6 header comes first.</summary>
    public const ushort RawIp = 101;

    /// <summary>LINKTYPE_USER0, for private use: no reader takes its packets for anything.</summary>
    public const ushort Unknown = 147;

    // DLT_ number on Linux, number in files: ATM_RFC1483, RAW (a tun device), SLIP_BSDOS, PPP_BSDOS, ATM_CLIP.
    private static readonly (int DataLink, ushort LinkType)[] s_different = [(11, 100), (12, RawIp), (15, 102), (16, 103), (19, 106)];

    /// <summary>The number that goes into a file.</summary>
    /// <param name="dataLink">DLT_ number on Linux.</param>
    public static ushort OfDataLink(int dataLink)
    {
        foreach (var (here, inFiles) in s_different)
        {
            if (here == dataLink)
                return inFiles;
        }

        return checked((ushort)dataLink);
    }

    /// <summary>The number that libpcap takes.</summary>
    /// <param name="linkType">LINKTYPE_ number.</param>
    public static int DataLinkOf(ushort linkType)
    {
        foreach (var (here, inFiles) in s_different)
        {
            if (inFiles == linkType)
                return here;
        }

        return linkType;
    }

    /// <summary>libpcap's name for those that are likely, without asking libpcap, which need not be there; else the number.</summary>
    /// <param name="linkType">LINKTYPE_ number.</param>
    public static string NameOf(ushort linkType) => linkType switch
    {
        Ethernet => "EN10MB",
        RawIp => "RAW",
        9 => "PPP",
        104 => "C_HDLC",
        105 => "IEEE802_11",
        113 => "LINUX_SLL",
        119 => "PRISM_HEADER",
        127 => "IEEE802_11_RADIO",
        230 => "IEEE802_15_4_NOFCS",
        Unknown => "USER0",
        _ => $"LINKTYPE {linkType}",
    };
}
