using Linux.Network;

namespace Xdpdump.Sentences;

/// <summary>The words users and the kernel's tools have for the modes an XDP program can be attached in.</summary>
public static class XdpModes
{
    /// <summary>The word for a mode: native, skb, hw or unspecified.</summary>
    public static string Word(XdpMode mode) => mode switch
    {
        XdpMode.Native => "native",
        XdpMode.Generic => "skb",
        XdpMode.Offloaded => "hw",
        _ => "unspecified",
    };
}
