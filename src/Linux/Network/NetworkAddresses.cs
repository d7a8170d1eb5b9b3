using System.Net;
using System.Runtime.InteropServices;

namespace Linux.Network;

/// <summary>The IP addresses of interfaces of the calling thread's network namespace, by rtnetlink.</summary>
public static class NetworkAddresses
{
    private const int Attempts = 3;

    /// <summary>An interface's own addresses; not those at the other end.</summary>
    /// <param name="index">Its ifindex.</param>
    /// <exception cref="SystemCallException">The kernel refused.</exception>
    public static IReadOnlyCollection<IPAddress> Of(int index)
    {
        using var socket = NetlinkSocket.Open();
        return Read(socket, index);
    }

    /// <summary>Asks by a socket. A list that changed while it was read is read again; what was in any of them was an address then.</summary>
    internal static HashSet<IPAddress> Read(NetlinkSocket socket, int index)
    {
        var found = new HashSet<IPAddress>();
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            if (socket.TryDump(AddressMessage.Get, new byte[AddressMessage.HeaderSize], AddressMessage.New, payload => Add(found, payload, index)))
                break;
        }

        return found;
    }

    private static void Add(HashSet<IPAddress> found, ReadOnlySpan<byte> payload, int index)
    {
        if (AddressMessage.Parse(payload, out var of) is { } address && of == index)
            found.Add(address);
    }
}

/// <summary>Reads one RTM_NEWADDR message: struct ifaddrmsg and its attributes (linux/if_addr.h).</summary>
internal static class AddressMessage
{
    public const ushort New = 20, Get = 22; // RTM_NEWADDR, RTM_GETADDR
    public const int HeaderSize = 8;

    private const ushort Address = 1, Local = 2; // IFA_ADDRESS: the other end's, where there is a local one

    /// <returns>Null where it is of no family that is known here.</returns>
    /// <exception cref="InvalidDataException">The message is cut short.</exception>
    public static IPAddress? Parse(ReadOnlySpan<byte> payload, out int index)
    {
        if (payload.Length < HeaderSize)
            throw new InvalidDataException($"netlink address message: {payload.Length} bytes, expected at least {HeaderSize}");
        index = MemoryMarshal.Read<int>(payload[4..]);
        var attributes = payload[HeaderSize..];
        return (NetlinkAttribute.TryFind(attributes, Local, out var found) || NetlinkAttribute.TryFind(attributes, Address, out found))
            && found.Value.Length is 4 or 16
                ? new IPAddress(found.Value)
                : null;
    }
}
