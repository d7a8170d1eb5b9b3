using Linux.Files;
using Linux.Native;

namespace Linux.Network;

/// <summary>Receives what the kernel sends to a netlink socket, of any length. One thread at a time.</summary>
/// <remarks>
/// One interface's message has no small limit: it lists all alternative names, which whoever administers the interface may give by the
/// hundred. So the length is asked for first, and the buffer grows to it.
/// </remarks>
/// <param name="socket">The socket, whether reading from it waits or not.</param>
internal sealed unsafe class NetlinkReceiver(FileDescriptorHandle socket)
{
    /// <summary>How much of a list the kernel sends at once to who has room for it (netlink_recvmsg in net/netlink/af_netlink.c).</summary>
    private const int UsualSize = 32 * 1024;

    /// <summary>More than the kernel can allocate for a message of its own; one attribute has 64 KiB at most.</summary>
    private const int LargestSize = 16 << 20;

    private byte[] _buffer = new byte[UsualSize];

    /// <summary>Takes what has come, if anything has. Never waits.</summary>
    /// <param name="error">None; EAGAIN: there is nothing now; ENOBUFS: some were lost; or the socket's failure.</param>
    /// <returns>
    /// One or more messages, valid until the next call. Empty on an error, and where another process sent it: whoever may administer the
    /// network namespace can do that, and it is not the kernel's word.
    /// </returns>
    /// <exception cref="InvalidDataException">It is empty, or longer than anything that the kernel sends.</exception>
    public ReadOnlySpan<byte> TryReceive(out Errno error)
    {
        NetlinkAddress sender = default;
        // All of the buffer is offered, however short the message: the kernel makes the next part of a list as long as that.
        var length = Receive(_buffer, LibC.MSG_PEEK | LibC.MSG_TRUNC, ref sender, out error);
        if (error.IsError)
            return [];
        var fits = length <= _buffer.Length;
        if (!fits && length <= LargestSize)
            _buffer = new byte[length];
        Receive(fits ? [] : _buffer, 0, ref sender, out error);
        if (error.IsError || (sender.Family == LibC.AF_NETLINK && sender.Port != 0))
            return [];
        return length is > 0 and <= LargestSize
            ? _buffer.AsSpan(0, (int)length)
            : throw new InvalidDataException($"netlink: {length} bytes, expected 1 to {LargestSize}");
    }

    private nint Receive(Span<byte> buffer, int flags, ref NetlinkAddress sender, out Errno error)
    {
        nint length;
        fixed (byte* start = buffer)
        fixed (NetlinkAddress* address = &sender)
        {
            do
            {
                var addressLength = (uint)sizeof(NetlinkAddress);
                length = LibC.ReceiveFrom(socket, start, (nuint)buffer.Length, flags | LibC.MSG_DONTWAIT, address, &addressLength);
                error = length < 0 ? Errno.Last : Errno.None;
            }
            while (error == Errno.EINTR);
        }

        return length;
    }
}
