using Capture.Reasons;
using Linux.Files;

namespace Capture.Sources;

/// <summary>A packet in its tap's memory, there until the tap is asked for the next one.</summary>
/// <param name="timestamp">Nanoseconds since 1970-01-01 UTC.</param>
/// <param name="data">The captured bytes.</param>
/// <param name="capturedLength">How many.</param>
/// <param name="originalLength">Bytes the packet had.</param>
internal readonly unsafe struct TappedPacket(ulong timestamp, byte* data, int capturedLength, uint originalLength)
{
    public ulong Timestamp { get; } = timestamp;

    public uint OriginalLength { get; } = originalLength;

    public ReadOnlySpan<byte> Data => new(data, capturedLength);
}

/// <summary>Where packets of one interface are handed over one by one, as libpcap does.</summary>
internal interface IPacketTap : IDisposable
{
    /// <summary>Readable when there may be packets.</summary>
    FileDescriptorHandle Descriptor { get; }

    /// <summary>Packets lost for want of room since it was opened.</summary>
    uint Dropped { get; }

    /// <summary>Takes the next packet if there is one. Never waits.</summary>
    /// <exception cref="CaptureException">There will be no more: the interface has gone, say.</exception>
    bool TryRead(out TappedPacket packet);
}
