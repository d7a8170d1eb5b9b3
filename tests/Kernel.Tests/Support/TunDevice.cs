using System.Runtime.InteropServices;
using System.Text;

namespace Kernel.Tests.Support;

/// <summary>
/// An interface without a link layer: what is written to it, the stack receives as IP packets. Or, as a tap, one of Ethernet. Gone when
/// disposed.
/// </summary>
internal sealed partial class TunDevice : IDisposable
{
    private const int ReadWrite = 2, CloseOnExec = 0x80000;
    private const nuint TunSetInterface = 0x400454ca; // TUNSETIFF
    private const nuint TunSetLinkType = 0x400454cd; // TUNSETLINK
    private const ushort Tun = 1, Tap = 2, NoPacketInformation = 0x1000; // IFF_TUN, IFF_TAP, IFF_NO_PI

    private readonly TestNetwork _network;
    private readonly string _name;
    private int _descriptor;

    public TunDevice(TestNetwork network, string name, bool isTap = false)
    {
        (_network, _name) = (network, name);
        _descriptor = network.Inside(() => Make(name, isTap ? Tap : Tun));
        network.Ip("link", "set", name, "up");
    }

    /// <summary>Makes it say that it is of another hardware type.</summary>
    /// <param name="hardwareType">ARPHRD_ number.</param>
    public void Retype(ushort hardwareType)
    {
        _network.Ip("link", "set", _name, "down");
        if (SetLinkType(_descriptor, TunSetLinkType, hardwareType) < 0)
            throw new InvalidOperationException($"TUNSETLINK: errno {Marshal.GetLastPInvokeError()}");
        _network.Ip("link", "set", _name, "up");
    }

    public void Receive(byte[] packet)
    {
        if (Write(_descriptor, packet, (nuint)packet.Length) != packet.Length)
            throw new InvalidOperationException($"write to a tun device: errno {Marshal.GetLastPInvokeError()}");
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _descriptor, -1) is >= 0 and var descriptor)
            _ = Close(descriptor);
    }

    private static int Make(string name, ushort kind)
    {
        var descriptor = Open("/dev/net/tun", ReadWrite | CloseOnExec);
        // struct ifreq: the name in 16 bytes, then the flags.
        Span<byte> request = stackalloc byte[40];
        request.Clear();
        Encoding.ASCII.GetBytes(name, request);
        BitConverter.TryWriteBytes(request[16..], (ushort)(kind | NoPacketInformation));
        if (descriptor < 0 || Control(descriptor, TunSetInterface, ref MemoryMarshal.GetReference(request)) < 0)
            throw new InvalidOperationException($"/dev/net/tun: errno {Marshal.GetLastPInvokeError()}");
        return descriptor;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, nuint request, ref byte argument);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int SetLinkType(int descriptor, nuint request, nuint hardwareType);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte[] data, nuint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
