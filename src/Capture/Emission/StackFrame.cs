namespace Capture.Emission;

/// <summary>
/// What a capture program keeps on its BPF stack, by offset from the frame pointer. The context reader fills the first
/// group; everything after it works from these slots alone, whatever kind of program it is part of.
/// </summary>
internal static class StackFrame
{
    /// <summary>u64: address of the packet's first byte.</summary>
    public const short Data = -8;

    /// <summary>u64: bytes of the packet, in all its buffers: the original length.</summary>
    public const short Length = -16;

    /// <summary>u64: receive queue.</summary>
    public const short Queue = -24;

    /// <summary>u64: the action the XDP program returned (exit only).</summary>
    public const short Action = -32;

    /// <summary>u64: the xdp_buff's address, which tells a CPU's nested packets apart.</summary>
    public const short XdpBuff = -40;

    /// <summary>u64: what goes into epb_packetid until the reader replaces it: sequence shifted left, stack slot below.</summary>
    public const short PacketNumber = -48;

    /// <summary>u64: the monotonic stamp.</summary>
    public const short Stamp = -56;

    /// <summary>u64: keys and values handed to helpers.</summary>
    public const short Scratch = -64;

    /// <summary>u64: the first slot that the hooks have for the packet's interface, where that is looked up.</summary>
    public const short FirstSlot = -72;

    // What follows is there only where packets may lie in several buffers.

    /// <summary>u64: bytes in the first buffer.</summary>
    public const short Linear = -80;

    /// <summary>u64: address of the skb_shared_info; valid when the packet lies in several buffers.</summary>
    public const short SharedInfo = -88;

    /// <summary>u64: address of the next fragment's description.</summary>
    public const short NextFragment = -96;

    /// <summary>Below: what is copied of the kernel's structs to be looked at.</summary>
    public const short Copies = -96;
}
