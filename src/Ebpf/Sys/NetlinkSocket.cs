using System.Runtime.InteropServices;

namespace Ebpf.Sys;

/// <summary>A rtnetlink socket (netlink(7), linux/netlink.h) in the network namespace of the thread that opened it.</summary>
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

    /// <summary>Takes over a socket: a test puts something of its own at the other end.</summary>
    internal NetlinkSocket(FileDescriptorHandle socket) => _socket = socket;

    /// <summary>Opens a socket; the namespace stays the one of now, whatever thread uses it later.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static NetlinkSocket Open()
    {
        int descriptor = LibC.CreateSocket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0);
        Errno error = descriptor < 0 ? Errno.Last : Errno.None;
        if (error.IsError)
            throw new SystemCallException("socket AF_NETLINK", error);
        return new NetlinkSocket(new FileDescriptorHandle(descriptor));
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

    /// <summary>Reads the messages that one read gave.</summary>
    /// <param name="buffer">The messages, whole ones.</param>
    /// <param name="sequence">Of the request; messages with another number answer someone else and are passed over.</param>
    /// <param name="answerType">Of the messages wanted.</param>
    /// <param name="handle">Called for each.</param>
    /// <param name="interrupted">Set when the kernel says that the list changed meanwhile.</param>
    /// <returns>Whether this was the last of the answer.</returns>
    /// <exception cref="SystemCallException">The kernel answered with an error.</exception>
    /// <exception cref="InvalidDataException">A message is cut short, as one too long for the buffer is.</exception>
    internal static bool ReadMessages(
        ReadOnlySpan<byte> buffer, uint sequence, ushort answerType, MessageHandler handle, ref bool interrupted)
    {
        while (!buffer.IsEmpty)
        {
            if (buffer.Length < HeaderSize)
                throw new InvalidDataException($"netlink message: {buffer.Length} bytes, expected at least {HeaderSize}");
            uint length = MemoryMarshal.Read<uint>(buffer);
            if (length < HeaderSize || length > buffer.Length)
                throw new InvalidDataException($"netlink message: {length} bytes, expected {HeaderSize} to {buffer.Length}");
            ushort type = MemoryMarshal.Read<ushort>(buffer[4..]);
            ushort flags = MemoryMarshal.Read<ushort>(buffer[6..]);
            uint number = MemoryMarshal.Read<uint>(buffer[8..]);
            ReadOnlySpan<byte> payload = buffer[HeaderSize..(int)length];
            buffer = buffer[(int)Math.Min((length + 3) & ~3u, (uint)buffer.Length)..];
            if (number != sequence)
                continue;
            interrupted |= (flags & DumpInterrupted) != 0;
            // Both may carry an errno: a list that fails midway ends in DONE with one.
            if (type is Error or Done)
            {
                ThrowIfError(payload, required: type == Error);
                return true;
            }
            if (type == answerType)
                handle(payload);
        }

        return false;
    }

    private static void ThrowIfError(ReadOnlySpan<byte> payload, bool required)
    {
        if (payload.Length < sizeof(int))
        {
            if (required)
                throw new InvalidDataException($"netlink error: {payload.Length} bytes, expected at least {sizeof(int)}");
            return;
        }

        int error = MemoryMarshal.Read<int>(payload);
        if (error < 0)
            throw new SystemCallException("netlink request", new Errno(-error));
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
            if (length == 0)
                throw new InvalidDataException("netlink answer: 0 bytes, expected a message");
            if (ReadMessages(buffer.AsSpan(0, (int)length), _sequence, answerType, handle, ref interrupted))
                return !interrupted;
        }
    }
}
