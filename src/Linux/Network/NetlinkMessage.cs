using System.Runtime.InteropServices;

namespace Linux.Network;

/// <summary>One message among those that a read from a netlink socket gives: struct nlmsghdr, linux/netlink.h, and what follows it.</summary>
internal readonly ref struct NetlinkMessage
{
    internal const int HeaderSize = 16;

    private const ushort DumpInterrupted = 0x10, AttributesFollow = 0x200; // NLM_F_DUMP_INTR, NLM_F_ACK_TLVS

    private readonly ushort _flags;

    private NetlinkMessage(ushort type, ushort flags, uint sequence, ReadOnlySpan<byte> payload)
    {
        Type = type;
        _flags = flags;
        Sequence = sequence;
        Payload = payload;
    }

    internal ushort Type { get; }

    /// <summary>The number of the request that this answers; 0 of a notification.</summary>
    internal uint Sequence { get; }

    internal ReadOnlySpan<byte> Payload { get; }

    /// <summary>Whether the kernel says that the list changed while it was read.</summary>
    internal bool IsInterrupted => (_flags & DumpInterrupted) != 0;

    /// <summary>Whether an answer says more than an errno.</summary>
    internal bool HasWords => (_flags & AttributesFollow) != 0;

    /// <summary>Takes the first message off <paramref name="buffer"/>.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidDataException">A message is cut short, as one too long for the buffer is.</exception>
    internal static bool TryTake(ref ReadOnlySpan<byte> buffer, out NetlinkMessage message)
    {
        message = default;
        if (buffer.IsEmpty)
            return false;
        if (buffer.Length < HeaderSize)
            throw new InvalidDataException($"netlink message: {buffer.Length} bytes, expected at least {HeaderSize}");
        uint length = MemoryMarshal.Read<uint>(buffer);
        if (length < HeaderSize || length > buffer.Length)
            throw new InvalidDataException($"netlink message: {length} bytes, expected {HeaderSize} to {buffer.Length}");

        message = new NetlinkMessage(
            MemoryMarshal.Read<ushort>(buffer[4..]),
            MemoryMarshal.Read<ushort>(buffer[6..]),
            MemoryMarshal.Read<uint>(buffer[8..]),
            buffer[HeaderSize..(int)length]);
        buffer = buffer[(int)Math.Min((length + 3) & ~3u, (uint)buffer.Length)..];
        return true;
    }
}
