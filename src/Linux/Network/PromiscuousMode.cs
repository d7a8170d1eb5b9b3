using Linux.Files;
using Linux.Native;

namespace Linux.Network;

/// <summary>Keeps an interface promiscuous, so that its card hands up frames that are addressed to others, until disposed.</summary>
/// <remarks>
/// A membership of a packet socket (packet(7), PACKET_MR_PROMISC): the kernel counts memberships, so several holders do not disturb each
/// other or the flag an administrator set, and it takes ours back when the socket is closed, however the process ends. The interface may
/// go away meanwhile. No frame is ever queued to the socket.
/// </remarks>
public sealed unsafe class PromiscuousMode : IDisposable
{
    private PromiscuousMode(FileDescriptorHandle handle) => Handle = handle;

    /// <summary>The socket that holds the membership.</summary>
    internal FileDescriptorHandle Handle { get; }

    /// <summary>Makes an interface of the calling thread's network namespace promiscuous.</summary>
    /// <param name="interfaceIndex">Its ifindex.</param>
    /// <exception cref="SystemCallException">
    /// EPERM: CAP_NET_RAW is missing. ENODEV: there is no such interface. Or the driver's own refusal.
    /// </exception>
    public static PromiscuousMode Enter(int interfaceIndex)
    {
        // Protocol 0 receives nothing; a packet socket is bound to what it shall receive.
        int descriptor = LibC.CreateSocket(LibC.AF_PACKET, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, 0);
        Errno error = descriptor < 0 ? Errno.Last : Errno.None;
        if (error.IsError)
            throw new SystemCallException("socket AF_PACKET", error);

        var handle = new FileDescriptorHandle(descriptor);
        PacketMembership membership = new() { InterfaceIndex = interfaceIndex, Type = LibC.PACKET_MR_PROMISC };
        int result = LibC.SetSocketOption(
            handle, LibC.SOL_PACKET, LibC.PACKET_ADD_MEMBERSHIP, &membership, (uint)sizeof(PacketMembership));
        error = result < 0 ? Errno.Last : Errno.None;
        if (error.IsError)
        {
            handle.Dispose();
            throw new SystemCallException($"PACKET_ADD_MEMBERSHIP on interface {interfaceIndex}", error);
        }

        return new PromiscuousMode(handle);
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
