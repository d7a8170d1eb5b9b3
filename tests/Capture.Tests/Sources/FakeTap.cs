using System.Runtime.CompilerServices;
using Capture.Reasons;
using Capture.Sources;
using Linux.Files;

namespace Capture.Tests.Sources;

/// <summary>A packet to come: its stamp, and when the kernel shows it, both in nanoseconds.</summary>
internal readonly record struct Coming(long Stamp, long Shown);

/// <summary>An interface that shows its packets when their time has come, on a clock of the test's.</summary>
internal sealed unsafe class FakeTap(Func<long> clock, IReadOnlyList<Coming> coming, int length = 60) : IPacketTap
{
    private readonly EventFd _event = new();
    private readonly byte[] _bytes = GC.AllocateArray<byte>(Math.Max(1, length), pinned: true);
    private int _next;

    /// <summary>What comes behind the last packet, in place of nothing.</summary>
    public CaptureException? Failure { get; init; }

    public FileDescriptorHandle Descriptor => _event.Handle;

    public uint Dropped { get; set; }

    public int Looks { get; private set; }

    public bool TryRead(out TappedPacket packet)
    {
        Looks++;
        packet = default;
        if (_next == coming.Count && Failure is not null)
            throw Failure;
        if (_next == coming.Count || coming[_next].Shown > clock())
            return false;
        packet = new TappedPacket((ulong)coming[_next++].Stamp, (byte*)Unsafe.AsPointer(ref _bytes[0]), length, (uint)length + 1);
        return true;
    }

    /// <summary>Makes the descriptor readable.</summary>
    public void Signal() => _event.Signal();

    public void Dispose() => _event.Dispose();
}
