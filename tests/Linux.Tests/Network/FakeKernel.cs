using System.Net.Sockets;
using System.Runtime.InteropServices;
using Linux.Files;
using Linux.Native;
using Linux.Network;

namespace Linux.Tests.Network;

/// <summary>Stands where the kernel would: has its answers ready, one a read, and keeps the requests.</summary>
internal sealed partial class FakeKernel : IDisposable
{
    private readonly Socket _ours;

    internal FakeKernel(params byte[][] answers)
    {
        // An abstract name the kernel picks; a SEQPACKET socket keeps messages apart as netlink does.
        using var listener = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint($"\0ebpf-tests-{Guid.NewGuid()}"));
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        client.Connect(listener.LocalEndPoint!);
        _ours = listener.Accept();
        const int DuplicateCloseOnExec = 1030;
        Socket = new NetlinkSocket(new FileDescriptorHandle(LibC.FileControl((int)client.Handle, DuplicateCloseOnExec, 0)));
        foreach (byte[] answer in answers)
            _ours.Send(answer);
        if (answers.Length == 0)
            _ours.Shutdown(SocketShutdown.Send);
    }

    /// <summary>What the code under test asks by.</summary>
    internal NetlinkSocket Socket { get; }

    /// <summary>What it has asked.</summary>
    internal List<byte[]> Requests
    {
        get
        {
            byte[] buffer = new byte[4096];
            while (_ours.Available > 0)
                field.Add(buffer[.._ours.Receive(buffer)]);
            return field;
        }
    } = [];

    /// <summary>Sends the same message again and again, as long as there is room.</summary>
    internal void SendUntilFull(byte[] message)
    {
        _ours.Blocking = false;
        try
        {
            while (_ours.Send(message) > 0)
            {
            }
        }
        catch (SocketException full) when (full.SocketErrorCode == SocketError.WouldBlock)
        {
        }
    }

    /// <summary>Sends a message from one socket to another, past the kernel.</summary>
    /// <returns>Whether that is allowed.</returns>
    internal static unsafe bool TrySend(NetlinkSocket from, NetlinkSocket to, byte[] message)
    {
        NetlinkAddress bound = new() { Family = LibC.AF_NETLINK };
        var length = (uint)sizeof(NetlinkAddress);
        // The kernel gives a port to who has none.
        Assert.Equal(0, LibC.BindSocket(to.Handle, &bound, length));
        Assert.Equal(0, GetName(to.Handle, &bound, &length));
        fixed (byte* start = message)
            return SendTo(from.Handle, start, (nuint)message.Length, 0, &bound, length) == message.Length;
    }

    public void Dispose()
    {
        Socket.Dispose();
        _ours.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "getsockname", SetLastError = true)]
    private static unsafe partial int GetName(FileDescriptorHandle socket, NetlinkAddress* address, uint* length);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    private static unsafe partial nint SendTo(
        FileDescriptorHandle socket, byte* message, nuint length, int flags, NetlinkAddress* address, uint addressLength);
}
