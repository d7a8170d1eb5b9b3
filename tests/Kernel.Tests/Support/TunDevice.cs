using System.Runtime.InteropServices;
using System.Text;

namespace Kernel.Tests.Support;

/// <summary>An interface without a link layer: what is written to it, the stack receives as IP packets. Gone when disposed.</summary>
internal sealed partial class TunDevice : IDisposable
{
    private const int ReadWrite = 2, CloseOnExec = 0x80000;
    private const nuint TunSetInterface = 0x400454ca; // TUNSETIFF
    private const ushort Tun = 1, NoPacketInformation = 0x1000; // IFF_TUN, IFF_NO_PI

    private int _descriptor;

    public TunDevice(TestNetwork network, string name)
    {
        _descriptor = network.Inside(() => Make(name));
        network.Ip("link", "set", name, "up");
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

    private static int Make(string name)
    {
        var descriptor = Open("/dev/net/tun", ReadWrite | CloseOnExec);
        // struct ifreq: the name in 16 bytes, then the flags.
        Span<byte> request = stackalloc byte[40];
        request.Clear();
        Encoding.ASCII.GetBytes(name, request);
        BitConverter.TryWriteBytes(request[16..], (ushort)(Tun | NoPacketInformation));
        if (descriptor < 0 || Control(descriptor, TunSetInterface, ref MemoryMarshal.GetReference(request)) < 0)
            throw new InvalidOperationException($"/dev/net/tun: errno {Marshal.GetLastPInvokeError()}");
        return descriptor;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Control(int descriptor, nuint request, ref byte argument);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte[] data, nuint length);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
