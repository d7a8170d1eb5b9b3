using System.Runtime.InteropServices;

namespace Ebpf.Sys;

/// <summary>A rtnetlink socket (netlink(7)) in the calling thread's network namespace.</summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const int HeaderSize = 16; // struct nlmsghdr
    private const ushort Error = 2, Done = 3; // NLMSG_ERROR, NLMSG_DONE
    private const ushort Request = 0x1, Dumping = 0x300, DumpInterrupted = 0x10; // NLM_F_*

    // The kernel fills at most this much per read, and cuts what does not fit.
    private const int BufferSize = 32 * 1024;
    private const int Attempts = 10;

    private readonly FileDescriptorHandle _socket;
    private uint _sequence;

    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public NetlinkSocket()
    {
        int descriptor = LibC.CreateSocket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0);
        Errno error = descriptor < 0 ? Errno.Last : Errno.None;
        if (error.IsError)
            throw new SystemCallException("socket AF_NETLINK", error);
        _socket = new FileDescriptorHandle(descriptor);
    }

    /// <summary>What is called with the payload of one message.</summary>
    public delegate void MessageHandler(ReadOnlySpan<byte> payload);

    /// <summary>Asks for a list and hands over its messages; starts over when the list changed while it was read.</summary>
    /// <param name="type">Of the request.</param>
    /// <param name="payload">Of the request.</param>
    /// <param name="answerType">Of the messages wanted; others are passed over.</param>
    /// <param name="restart">Called before the first message of each attempt.</param>
    /// <param name="handle">Called for each message.</param>
    /// <exception cref="SystemCallException">The kernel refused; EAGAIN when the list never stood still.</exception>
    /// <exception cref="InvalidDataException">An answer is cut short.</exception>
    public void Dump(ushort type, ReadOnlySpan<byte> payload, ushort answerType, Action restart, MessageHandler handle)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            restart();
            Send(type, payload);
            if (Receive(answerType, handle))
                return;
        }

        throw new SystemCallException($"netlink dump {type}", Errno.EAGAIN);
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    /// <summary>Reads one answer's messages.</summary>
    /// <param name="buffer">What one read gave.</param>
    /// <param name="answerType">Messages wanted.</param>
    /// <param name="handle">Called for each.</param>
    /// <param name="interrupted">Set when the kernel says that the list changed meanwhile.</param>
    /// <returns>Whether this was the last of the answer.</returns>
    internal static bool ReadMessages(ReadOnlySpan<byte> buffer, ushort answerType, MessageHandler handle, ref bool interrupted)
    {
        while (buffer.Length >= HeaderSize)
        {
            uint length = MemoryMarshal.Read<uint>(buffer);
            if (length < HeaderSize || length > buffer.Length)
                throw new InvalidDataException($"netlink message: {length} bytes, expected {HeaderSize} to {buffer.Length}");
            ushort type = MemoryMarshal.Read<ushort>(buffer[4..]);
            ushort flags = MemoryMarshal.Read<ushort>(buffer[6..]);
            ReadOnlySpan<byte> payload = buffer[HeaderSize..(int)length];
            interrupted |= (flags & DumpInterrupted) != 0;
            if (type == Done)
                return true;
            if (type == Error)
                ThrowError(payload);
            if (type == answerType)
                handle(payload);
            buffer = buffer[(int)Math.Min((length + 3) & ~3u, (uint)buffer.Length)..];
        }

        return false;
    }

    private static void ThrowError(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < sizeof(int))
            throw new InvalidDataException($"netlink error: {payload.Length} bytes, expected at least {sizeof(int)}");
        throw new SystemCallException("netlink request", new Errno(-MemoryMarshal.Read<int>(payload)));
    }

    private void Send(ushort type, ReadOnlySpan<byte> payload)
    {
        Span<byte> message = stackalloc byte[HeaderSize + payload.Length];
        MemoryMarshal.Write(message, (uint)message.Length);
        MemoryMarshal.Write(message[4..], type);
        MemoryMarshal.Write(message[6..], (ushort)(Request | Dumping));
        MemoryMarshal.Write(message[8..], ++_sequence);
        MemoryMarshal.Write(message[12..], 0u);
        payload.CopyTo(message[HeaderSize..]);
        fixed (byte* start = message)
        {
            nint sent = LibC.Write(_socket, start, (nuint)message.Length);
            Errno error = sent < 0 ? Errno.Last : Errno.None;
            if (error.IsError)
                throw new SystemCallException("netlink send", error);
        }
    }

    private bool Receive(ushort answerType, MessageHandler handle)
    {
        byte[] buffer = new byte[BufferSize];
        bool interrupted = false;
        while (true)
        {
            nint length;
            Errno error;
            fixed (byte* start = buffer)
            {
                do
                {
                    length = LibC.Read(_socket, start, (nuint)buffer.Length);
                    error = length < 0 ? Errno.Last : Errno.None;
                }
                while (error == Errno.EINTR);
            }

            if (error.IsError)
                throw new SystemCallException("netlink receive", error);
            if (ReadMessages(buffer.AsSpan(0, (int)length), answerType, handle, ref interrupted))
                return !interrupted;
        }
    }
}
