using System.Diagnostics;
using System.Runtime.InteropServices;
using Linux.Files;
using Linux.Native;

namespace Linux.Network;

/// <summary>A rtnetlink socket (netlink(7), linux/netlink.h) in the network namespace of the thread that opened it.</summary>
/// <remarks>The namespace stays the one of then, whatever thread uses the socket later. One thread at a time.</remarks>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    private const ushort Error = 2, Done = 3; // NLMSG_ERROR, NLMSG_DONE
    private const ushort Requesting = 0x1, Acknowledged = 0x4, Dumping = 0x300; // NLM_F_REQUEST, _ACK, _DUMP
    private const int SolNetlink = 270, CapAck = 10, ExtAck = 11; // SOL_NETLINK, NETLINK_CAP_ACK, NETLINK_EXT_ACK

    /// <summary>The kernel answers while it is asked; if it had no memory to do so, nothing comes.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly NetlinkReceiver _receiver;
    private uint _sequence;

    /// <summary>Takes over a socket: a test puts something of its own at the other end.</summary>
    internal NetlinkSocket(FileDescriptorHandle socket) => (Handle, _receiver) = (socket, new NetlinkReceiver(socket));

    /// <summary>Opens a socket for requests.</summary>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static NetlinkSocket Open()
    {
        int descriptor = LibC.CreateSocket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0);
        Errno error = descriptor < 0 ? Errno.Last : Errno.None;
        return error.IsError
            ? throw new SystemCallException("socket AF_NETLINK", error)
            : new NetlinkSocket(new FileDescriptorHandle(descriptor));
    }

    /// <summary>Opens a socket that is sent notifications.</summary>
    /// <param name="groups">A bit for each kind, RTMGRP_*.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static NetlinkSocket Subscribe(uint groups)
    {
        var socket = Open();
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

    /// <summary>Asks for a list and hands over its messages.</summary>
    /// <param name="type">Of the request.</param>
    /// <param name="payload">Of the request.</param>
    /// <param name="answerType">Of the messages wanted; others are passed over.</param>
    /// <param name="handle">Called for each message; a failure of its own to read one is thrown as the kernel's.</param>
    /// <returns>False if the list changed while it was read: something may be missing, or be there twice.</returns>
    /// <exception cref="SystemCallException">
    /// The kernel refused. ETIMEDOUT: it does not answer. EBADMSG: its answer cannot be read.
    /// </exception>
    public bool TryDump(ushort type, ReadOnlySpan<byte> payload, ushort answerType, MessageHandler handle)
    {
        try
        {
            return Ask(type, Requesting | Dumping, payload, answerType, handle);
        }
        catch (SystemCallException failure) when (failure.Errno == Errno.EMSGSIZE)
        {
            return false; // something grew past the room that the kernel had made for the longest one
        }
    }

    /// <summary>Asks for one thing. No acknowledgement is asked for: where memory is short, that is what would be dropped.</summary>
    /// <param name="type">Of the request.</param>
    /// <param name="payload">Of the request.</param>
    /// <param name="answerType">Of the one message wanted.</param>
    /// <param name="handle">Called for it; a failure of its own to read it is thrown as the kernel's.</param>
    /// <inheritdoc cref="TryDump" path="/exception"/>
    public void Request(ushort type, ReadOnlySpan<byte> payload, ushort answerType, MessageHandler handle) =>
        Ask(type, Requesting, payload, answerType, handle);

    /// <summary>Has refusals told in words too (NETLINK_EXT_ACK, Linux 4.12); an older kernel goes on without.</summary>
    public void WantWords()
    {
        int on = 1;
        foreach (int option in (ReadOnlySpan<int>)[CapAck, ExtAck])
            _ = LibC.SetSocketOption(Handle, SolNetlink, option, &on, sizeof(int));
    }

    /// <summary>Asks for something to be done, and waits until it is.</summary>
    /// <param name="type">Of the request.</param>
    /// <param name="payload">Of the request.</param>
    /// <exception cref="NetlinkRefusedException">The kernel refused.</exception>
    /// <exception cref="SystemCallException">ETIMEDOUT: it does not answer. EBADMSG: its answer cannot be read.</exception>
    public void Change(ushort type, ReadOnlySpan<byte> payload) => Ask(type, Requesting | Acknowledged, payload, answerType: Error, _ => { });

    /// <summary>Reads the notifications of one read. Never waits.</summary>
    /// <param name="handle">Called for each.</param>
    /// <param name="error">None; EAGAIN: there is nothing now; ENOBUFS: some were lost, and reading goes on behind them.</param>
    /// <exception cref="InvalidDataException">A notification is cut short.</exception>
    public void ReadNotifications(NotificationHandler handle, out Errno error)
    {
        for (ReadOnlySpan<byte> rest = _receiver.TryReceive(out error); NetlinkMessage.TryTake(ref rest, out NetlinkMessage message);)
            handle(message.Type, message.Payload);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();

    /// <returns>Whether the answer is of one piece.</returns>
    private bool Ask(ushort type, ushort flags, ReadOnlySpan<byte> payload, ushort answerType, MessageHandler handle)
    {
        Send(type, flags, payload);
        try
        {
            return ReceiveAnswer(type, answerType, isList: (flags & Dumping) != 0, handle);
        }
        catch (InvalidDataException failure)
        {
            throw new SystemCallException($"netlink request {type}: {failure.Message}", Errno.EBADMSG);
        }
    }

    private bool ReceiveAnswer(ushort type, ushort answerType, bool isList, MessageHandler handle)
    {
        var interrupted = false;
        for (var heard = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(heard) < s_patience;)
        {
            var messages = _receiver.TryReceive(out var error);
            if (error == Errno.EAGAIN)
                Poll.Wait([new PollEntry(Handle, PollEvents.In)], (int)Math.Max(1, (s_patience - Stopwatch.GetElapsedTime(heard)).TotalMilliseconds));
            else if (error.IsError)
                throw new SystemCallException("netlink receive", error);
            if (ReadMessages(messages, answerType, isList, handle, ref interrupted, ref heard))
                return !interrupted;
        }

        throw new SystemCallException($"netlink request {type}", Errno.ETIMEDOUT);
    }

    /// <summary>Reads the messages that one read gave.</summary>
    /// <param name="messages">The messages, whole ones; those that answer another request are passed over.</param>
    /// <param name="answerType">Of the messages wanted.</param>
    /// <param name="isList">Whether one is not all.</param>
    /// <param name="handle">Called for each.</param>
    /// <param name="interrupted">Set when the kernel says that the list changed meanwhile.</param>
    /// <param name="heard">Set to the time when there is an answer among them.</param>
    /// <returns>Whether this was the last of the answer.</returns>
    /// <exception cref="SystemCallException">The kernel answered with an error.</exception>
    private bool ReadMessages(
        ReadOnlySpan<byte> messages, ushort answerType, bool isList, MessageHandler handle, ref bool interrupted, ref long heard)
    {
        while (NetlinkMessage.TryTake(ref messages, out NetlinkMessage message))
        {
            if (message.Sequence != _sequence)
                continue;
            heard = Stopwatch.GetTimestamp();
            interrupted |= message.IsInterrupted;
            // Both may carry an errno: a list that fails midway ends in DONE with one. An ERROR with 0 says that it was done.
            if (message.Type is Error or Done)
            {
                NetlinkRefusedException.ThrowIfError(message, required: message.Type == Error);
                return true;
            }
            if (message.Type != answerType)
                continue;
            handle(message.Payload);
            if (!isList)
                return true;
        }

        return false;
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
}
