using System.Runtime.InteropServices;
using Linux.Files;

namespace Linux.Native;

/// <summary>What is done with sockets, and ioctl(2), which asks about interfaces and namespaces.</summary>
internal static unsafe partial class LibC
{
    internal const int SOCK_NONBLOCK = 0x800;
    internal const int AF_PACKET = 17;
    internal const int SOL_PACKET = 263;
    internal const int PACKET_ADD_MEMBERSHIP = 1;
    internal const ushort PACKET_MR_PROMISC = 1;

    internal const int MSG_PEEK = 0x2;
    internal const int MSG_TRUNC = 0x20;
    internal const int MSG_DONTWAIT = 0x40;

    internal const uint NS_GET_NSTYPE = 0xb703;

    [LibraryImport(Name, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int Control(FileDescriptorHandle descriptor, nuint request, void* argument);

    [LibraryImport(Name, EntryPoint = "bind", SetLastError = true)]
    internal static partial int BindSocket(FileDescriptorHandle socket, void* address, uint length);

    [LibraryImport(Name, EntryPoint = "recvfrom", SetLastError = true)]
    internal static partial nint ReceiveFrom(
        FileDescriptorHandle socket, void* buffer, nuint length, int flags, void* address, uint* addressLength);

    [LibraryImport(Name, EntryPoint = "setsockopt", SetLastError = true)]
    internal static partial int SetSocketOption(FileDescriptorHandle socket, int level, int option, void* value, uint length);
}

/// <summary>struct sockaddr_nl, linux/netlink.h; port 0 lets the kernel choose one.</summary>
internal struct NetlinkAddress
{
    internal ushort Family;
    internal ushort Padding;
    internal uint Port;
    internal uint Groups;
}

/// <summary>struct packet_mreq, linux/if_packet.h; the hardware address has no meaning for promiscuous mode.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct PacketMembership
{
    internal int InterfaceIndex;
    internal ushort Type;
    internal ushort AddressLength;
}
