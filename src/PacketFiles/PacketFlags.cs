namespace PacketFiles;

/// <summary>Values of the epb_flags option (pcapng draft, section 4.3.1).</summary>
public static class PacketFlags
{
    /// <summary>Bits 0 and 1: the packet came in.</summary>
    public const uint Inbound = 1;

    /// <summary>Bits 0 and 1: the packet went out.</summary>
    public const uint Outbound = 2;
}
