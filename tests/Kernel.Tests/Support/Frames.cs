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

    /// <summary>A UDP packet over IPv4 from 192.0.2.1 to 192.0.2.2 that carries 18 zeros: 60 bytes in all.</summary>
    public static byte[] Udp(int sourcePort, int destinationPort)
    {
        const int Ip = 14, Udp = Ip + 20, Length = 60;
        var frame = new byte[Length];
        Plain(Ip).CopyTo(frame, 0);
        var bytes = frame.AsSpan();
        BinaryPrimitives.WriteUInt16BigEndian(bytes[12..], 0x0800);
        bytes[Ip] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[(Ip + 2)..], Length - Ip);
        bytes[Ip + 8] = 64; // time to live
        bytes[Ip + 9] = 17; // UDP
        byte[] addresses = [192, 0, 2, 1, 192, 0, 2, 2];
        addresses.CopyTo(frame, Ip + 12);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[(Ip + 10)..], Checksum(bytes[Ip..Udp]));
        BinaryPrimitives.WriteUInt16BigEndian(bytes[Udp..], (ushort)sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[(Udp + 2)..], (ushort)destinationPort);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[(Udp + 4)..], Length - Udp); // and no checksum, which UDP over IPv4 allows
        return frame;
    }

    /// <summary>The Internet checksum (RFC 1071).</summary>
    private static ushort Checksum(ReadOnlySpan<byte> header)
    {
        uint sum = 0;
        for (var at = 0; at < header.Length; at += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(header[at..]);
        while (sum > 0xffff)
            sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}
