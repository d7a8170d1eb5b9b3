using System.Buffers.Binary;

namespace Kernel.Tests.Support;

/// <summary>Ethernet frames for tests.</summary>
internal static class Frames
{
    /// <summary>Where <see cref="Numbered"/> puts its number, behind the Ethernet header.</summary>
    public const int NumberOffset = 14;

    /// <summary>A frame of a local experimental EtherType: no stack cares for it, whatever its content.</summary>
    public static byte[] Plain(int length, byte fill = 0x5a)
    {
        var frame = new byte[length];
        frame.AsSpan().Fill(fill);
        frame.AsSpan(0, 6).Fill(0xff);
        byte[] source = [2, 0, 0, 0, 0, 1];
        source.CopyTo(frame, 6);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), 0x88b5);
        return frame;
    }

    /// <summary>A frame that carries a number, big-endian.</summary>
    public static byte[] Numbered(int length, uint number)
    {
        var frame = Plain(length);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(NumberOffset), number);
        return frame;
    }
}
