using System.Runtime.InteropServices;
using Linux.Files;
using Linux.Native;

namespace Linux.Network;

/// <summary>A rtnetlink socket (netlink(7), linux/netlink.h) in the network namespace of the thread that opened it.</summary>
/// <remarks>The namespace stays the one of then, whatever thread uses the socket later. One thread at a time.</remarks>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const ushort Error = 2, Done = 3; // NLMSG_ERROR, NLMSG_DONE
    private const ushort Requesting = 0x1, WithAnswer = 0x4, Dumping = 0x300; // NLM_F_REQUEST, _ACK, _DUMP

    // The kernel fills at most this much per read, and cuts what does not fit.
    private const int BufferSize = 32 * 1024;
    private const int Attempts = 10;

    private readonly byte[] _buffer = new byte[BufferSize];
    private uint _sequence;

    /// <summary>Takes over a socket: a test puts something of its own at the other end.</summary>
    internal NetlinkSocket(FileDescriptorHandle socket) => Handle = socket;

    /// <summary>Opens a socket for requests.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static NetlinkSocket Open() => Open(0);

    /// <summary>Opens a socket that is sent notifications, and on which reading does not wait.</summary>
    /// <param name="groups">A bit for each kind, RTMGRP_*.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static NetlinkSocket Subscribe(uint groups)
    {
        var socket = Open(LibC.SOCK_NONBLOCK);
        NetlinkAddress address = new() { Family = LibC.AF_NETLINK, Groups = groups };
        int result = LibC.BindSocket(socket.Handle, &address, (uint)sizeof(NetlinkAddress));
        Errno error = result < 0 ? Errno.Last : Errno.None;
        if (!error.IsError)
            return socket;
        socket.Dispose();
        throw new SystemCallException("bind AF_NETLINK", error);
    }

    /// <summary>What is called with the payload of one message.</summary>
    public delegate void MessageHandler(ReadOnlySpan<byte> payload);

    /// <summary>What is called with the type and the payload of one notification.</summary>
    public delegate void NotificationHandler(ushort type, ReadOnlySpan<byte> payload);

    /// <summary>The socket itself, to wait for notifications with.</summary>
    public FileDescriptorHandle Handle { get; }

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
            Send(type, Requesting | Dumping, payload);
            if (Receive(answerType, handle))
                return;
        }

        throw new SystemCallException($"netlink dump {type}", Errno.EAGAIN);
    }

    /// <summary>Asks for one thing, or for something to be done, and waits until the kernel has answered.</summary>
    /// <param name="type">Of the request.</param>
    /// <param name="payload">Of the request.</param>
    /// <param name="answerType">Of the message wanted, if any.</param>
    /// <param name="handle">Called for it.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    /// <exception cref="InvalidDataException">An answer is cut short.</exception>
    public void Request(ushort type, ReadOnlySpan<byte> payload, ushort answerType, MessageHandler handle)
    {
        Send(type, Requesting | WithAnswer, payload);
        Receive(answerType, handle);
    }

    /// <summary>Reads the notifications of one read.</summary>
    /// <param name="handle">Called for each.</param>
    /// <param name="error">None; EAGAIN: there is nothing now; ENOBUFS: some were lost, and reading goes on behind them.</param>
    /// <exception cref="InvalidDataException">A notification is cut short, as one too long for the buffer is.</exception>
    public void ReadNotifications(NotificationHandler handle, out Errno error)
    {
        for (ReadOnlySpan<byte> rest = Read(out error); NetlinkMessage.TryTake(ref rest, out NetlinkMessage message);)
            handle(message.Type, message.Payload);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    private static NetlinkSocket Open(int flags)
    {
        int descriptor = LibC.CreateSocket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC | flags, 0);
        Errno error = descriptor < 0 ? Errno.Last : Errno.None;
        return error.IsError
            ? throw new SystemCallException("socket AF_NETLINK", error)
            : new NetlinkSocket(new FileDescriptorHandle(descriptor));
    }

    /// <summary>Reads the messages that one read gave.</summary>
    /// <param name="buffer">The messages, whole ones.</param>
    /// <param name="sequence">Of the request; messages with another number answer someone else and are passed over.</param>
    /// <param name="answerType">Of the messages wanted.</param>
    /// <param name="handle">Called for each.</param>
    /// <param name="interrupted">Set when the kernel says that the list changed meanwhile.</param>
    /// <returns>Whether this was the last of the answer.</returns>
    /// <exception cref="SystemCallException">The kernel answered with an error.</exception>
    private static bool ReadMessages(
        ReadOnlySpan<byte> buffer, uint sequence, ushort answerType, MessageHandler handle, ref bool interrupted)
    {
        while (NetlinkMessage.TryTake(ref buffer, out NetlinkMessage message))
        {
            if (message.Sequence != sequence)
                continue;
            interrupted |= message.IsInterrupted;
            // Both may carry an errno: a list that fails midway ends in DONE with one. An ERROR with 0 says that it was done.
            if (message.Type is Error or Done)
            {
                ThrowIfError(message.Payload, required: message.Type == Error);
                return true;
            }
            if (message.Type == answerType)
                handle(message.Payload);
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

    private void Send(ushort type, ushort flags, ReadOnlySpan<byte> payload)
    {
        Span<byte> message = stackalloc byte[NetlinkMessage.HeaderSize + payload.Length];
        MemoryMarshal.Write(message, (uint)message.Length);
        MemoryMarshal.Write(message[4..], type);
        MemoryMarshal.Write(message[6..], flags);
        MemoryMarshal.Write(message[8..], ++_sequence);
        MemoryMarshal.Write(message[12..], 0u);
        payload.CopyTo(message[NetlinkMessage.HeaderSize..]);
        fixed (byte* start = message)
        {
            nint sent = LibC.Write(Handle, start, (nuint)message.Length);
            Errno error = sent < 0 ? Errno.Last : Errno.None;
            if (error.IsError)
                throw new SystemCallException("netlink send", error);
        }
    }

    private bool Receive(ushort answerType, MessageHandler handle)
    {
        bool interrupted = false;
        while (true)
        {
            ReadOnlySpan<byte> messages = Read(out Errno error);
            if (error.IsError)
                throw new SystemCallException("netlink receive", error);
            if (messages.IsEmpty)
                throw new InvalidDataException("netlink answer: 0 bytes, expected a message");
            if (ReadMessages(messages, _sequence, answerType, handle, ref interrupted))
                return !interrupted;
        }
    }

    /// <summary>What one read gives; valid until the next.</summary>
    private ReadOnlySpan<byte> Read(out Errno error)
    {
        nint length;
        fixed (byte* start = _buffer)
        {
            do
            {
                length = LibC.Read(Handle, start, BufferSize);
                error = length < 0 ? Errno.Last : Errno.None;
            }
            while (error == Errno.EINTR);
        }

        return error.IsError ? [] : _buffer.AsSpan(0, (int)length);
    }
}
