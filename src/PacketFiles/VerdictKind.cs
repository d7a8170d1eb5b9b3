namespace PacketFiles;

/// <summary>Whose verdict an epb_verdict option tells: its first octet (pcapng draft, section 4.3.1).</summary>
public static class VerdictKind
{
    /// <summary>Linux eBPF XDP: what the program returned follows in 64 bits.</summary>
    public const byte Xdp = 2;
}
