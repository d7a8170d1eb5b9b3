using System.Buffers.Binary;
using System.Text;

namespace Linux.Tests.Network;

/// <summary>Writes what the kernel would answer (linux/netlink.h, linux/rtnetlink.h, linux/if_link.h).</summary>
internal static class NetlinkBytes
{
    internal const ushort Error = 2, Done = 3, NewLink = 16, Multi = 2, Interrupted = 0x10;
    internal const ushort Name = 3, Mtu = 4, Master = 10, NestedXdp = 43 | 0x8000;
    internal const ushort Attached = 2, ProgramId = 4, NativeId = 5, GenericId = 6, OffloadedId = 7;

    internal static byte[] Message(ushort type, byte[] payload, uint sequence = 1, ushort flags = Multi) =>
        Padded([.. Word(16 + payload.Length), .. Half(type), .. Half(flags), .. Word((int)sequence), .. Word(0), .. payload]);

    internal static byte[] Link(int index, uint flags, params byte[][] attributes) =>
        [0, 0, .. Half(1), .. Word(index), .. Word((int)flags), .. Word(0), .. attributes.SelectMany(a => a)];

    internal static byte[] Attribute(ushort type, params byte[] value) =>
        Padded([.. Half((ushort)(4 + value.Length)), .. Half(type), .. value]);

    internal static byte[] Attribute(ushort type, string text) => Attribute(type, [.. Encoding.UTF8.GetBytes(text), 0]);

    internal static byte[] Attribute(ushort type, uint number) => Attribute(type, Word((int)number));

    internal static byte[] Word(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Half(ushort value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Padded(byte[] bytes) => [.. bytes, .. new byte[-bytes.Length & 3]];
}
