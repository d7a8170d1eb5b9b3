using System.Buffers.Binary;

namespace Ebpf.Objects;

/// <summary>The context of an XDP program run by hand: struct xdp_md of linux/bpf.h.</summary>
public static class XdpContext
{
    /// <summary>Size of the struct in bytes.</summary>
    public const int Size = 24;

    /// <summary>A context for a packet without meta data.</summary>
    /// <param name="packetLength">In bytes; must be the length of the packet given.</param>
    /// <param name="ifIndex">The interface it seems to come from, in the calling thread's namespace; 0: the loopback interface.</param>
    /// <param name="rxQueue">The queue it seems to come from. Any but 0 needs an interface with XDP on, and as many queues.</param>
    public static byte[] Create(int packetLength, int ifIndex = 0, uint rxQueue = 0)
    {
        // data 0, data_end, data_meta 0, ingress_ifindex, rx_queue_index, egress_ifindex 0: user space gives
        // offsets where the program sees addresses.
        byte[] context = new byte[Size];
        BinaryPrimitives.WriteInt32LittleEndian(context.AsSpan(4), packetLength);
        BinaryPrimitives.WriteInt32LittleEndian(context.AsSpan(12), ifIndex);
        BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(16), rxQueue);
        return context;
    }
}
