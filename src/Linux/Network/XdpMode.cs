namespace Linux.Network;

/// <summary>Where in the receive path an XDP program runs.</summary>
public enum XdpMode : byte
{
    /// <summary>As the kernel chooses: native where the driver can, else generic.</summary>
    Unspecified,

    /// <summary>In the driver, before an sk_buff exists.</summary>
    Native,

    /// <summary>In the stack, on an sk_buff: any driver.</summary>
    Generic,

    /// <summary>On the network card itself.</summary>
    Offloaded,
}
