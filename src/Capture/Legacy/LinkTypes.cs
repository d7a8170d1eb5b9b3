namespace Capture.Legacy;

/// <summary>
/// libpcap's numbers for link types. A live capture has the system's own (DLT_), a file has LINKTYPE_ numbers, alike on all systems; they
/// differ for a few types that every system numbered its own way (pcap-linktype(7)).
/// </summary>
internal static class LinkTypes
{
    /// <summary>The number that goes into a file.</summary>
    /// <param name="dataLink">DLT_ number on Linux.</param>
    public static ushort OfDataLink(int dataLink) => dataLink switch
    {
        11 => 100, // ATM_RFC1483
        12 => 101, // RAW: a tun device
        15 => 102, // SLIP_BSDOS
        16 => 103, // PPP_BSDOS
        19 => 106, // ATM_CLIP
        _ => checked((ushort)dataLink),
    };
}
