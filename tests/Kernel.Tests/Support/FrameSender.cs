using System.Runtime.InteropServices;
using Ebpf.Asm;
using Ebpf.Objects;

namespace Kernel.Tests.Support;

/// <summary>Sends frames out of the network's sender interface.</summary>
internal static partial class FrameSender
{
    private const int AfPacket = 17, SockRaw = 3, NoBufferSpace = 105;

    /// <summary>Through the stack, one by one, by a packet socket: any kernel.</summary>
    public static void Send(TestNetwork network, params IEnumerable<byte[]> frames) => SendFrom(network, network.SenderIndex, frames);

    /// <summary>Through the stack, out of another interface of the network.</summary>
    public static void SendFrom(TestNetwork network, int interfaceIndex, IEnumerable<byte[]> frames) => network.Inside(() =>
    {
        var socket = Socket(AfPacket, SockRaw, 0);
        if (socket < 0)
            throw new InvalidOperationException($"socket AF_PACKET: errno {Marshal.GetLastPInvokeError()}");
        try
        {
            // struct sockaddr_ll: u16 family, u16 protocol, i32 ifindex, …
            Span<byte> address = stackalloc byte[20];
            BitConverter.TryWriteBytes(address, (ushort)AfPacket);
            BitConverter.TryWriteBytes(address[4..], interfaceIndex);
            foreach (var frame in frames)
            {
                while (SendTo(socket, frame, (nuint)frame.Length, 0, ref MemoryMarshal.GetReference(address), address.Length) < 0)
                {
                    var error = Marshal.GetLastPInvokeError();
                    if (error != NoBufferSpace)
                        throw new InvalidOperationException($"sendto: errno {error}");
                    Thread.Sleep(1); // the receiver's queue is full: the frame was not sent
                }
            }
        }
        finally
        {
            _ = Close(socket);
        }
    });

    /// <summary>As live frames of a test run, millions a second, on the calling thread's CPU: from Linux 5.18 on.</summary>
    public static void SendLive(TestNetwork network, byte[] frame, uint count)
    {
        const int Transmit = 3;
        using var sending = BpfProgram.Load(
            new ProgramSpec { Name = "send", Type = ProgramType.Xdp, Code = new Assembler().Mov(Register.R0, Transmit).Exit().Assemble() },
            new Dictionary<string, BpfMap>());
        network.Inside(() => sending.TestRun(new TestRunOptions
        {
            Data = frame,
            Context = XdpContext.Create(frame.Length, network.SenderIndex),
            LiveFrames = true,
            Repeat = count,
            BatchSize = 64,
        }));
    }

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "sendto", SetLastError = true)]
    private static partial nint SendTo(
        int socket, byte[] data, nuint length, int flags, ref byte address, int addressLength);
}
