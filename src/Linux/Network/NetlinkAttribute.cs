using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Linux.Network;

/// <summary>One attribute of a netlink message: struct nlattr, linux/netlink.h: length with header, type, value, padding to 4.</summary>
internal readonly ref struct NetlinkAttribute
{
    internal const int HeaderSize = 4;

    /// <summary>NLA_F_NESTED: its value is attributes.</summary>
    internal const ushort Nested = 0x8000;

    private const ushort Flags = Nested | 0x4000; // NLA_F_NET_BYTEORDER

    private NetlinkAttribute(ushort type, ReadOnlySpan<byte> value)
    {
        Type = type;
        Value = value;
    }

    internal ushort Type { get; }

    internal ReadOnlySpan<byte> Value { get; }

    /// <summary>The value as a number.</summary>
    /// <exception cref="InvalidDataException">It is shorter than one.</exception>
    internal uint Word => Value.Length >= sizeof(uint)
        ? MemoryMarshal.Read<uint>(Value)
        : throw new InvalidDataException($"netlink attribute: a value of {Value.Length} bytes, expected {sizeof(uint)}");

    /// <summary>The value as text.</summary>
    internal string Text => Encoding.UTF8.GetString(Value.TrimEnd((byte)0));

    /// <summary>Takes the first attribute off <paramref name="rest"/>.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidDataException">An attribute is cut short.</exception>
    internal static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out NetlinkAttribute attribute)
    {
        attribute = default;
        if (rest.IsEmpty)
            return false;
        if (rest.Length < HeaderSize)
            throw new InvalidDataException($"netlink attribute: {rest.Length} bytes, expected at least {HeaderSize}");
        var length = MemoryMarshal.Read<ushort>(rest);
        if (length < HeaderSize || length > rest.Length)
            throw new InvalidDataException($"netlink attribute: {length} bytes, expected {HeaderSize} to {rest.Length}");
        attribute = new NetlinkAttribute((ushort)(MemoryMarshal.Read<ushort>(rest[2..]) & ~Flags), rest[HeaderSize..length]);
        rest = rest[Math.Min((length + 3) & ~3, rest.Length)..];
        return true;
    }

    /// <summary>Finds the first attribute of a type.</summary>
    /// <returns>False if there is none.</returns>
    /// <exception cref="InvalidDataException">An attribute before it is cut short.</exception>
    internal static bool TryFind(ReadOnlySpan<byte> attributes, ushort type, out NetlinkAttribute found)
    {
        while (TryTake(ref attributes, out found))
        {
            if (found.Type == type)
                return true;
        }

        return false;
    }

    /// <summary>Appends an attribute to a request.</summary>
    internal static void Append(List<byte> request, ushort type, ReadOnlySpan<byte> value)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        BinaryPrimitives.WriteUInt16LittleEndian(header, checked((ushort)(HeaderSize + value.Length)));
        BinaryPrimitives.WriteUInt16LittleEndian(header[2..], type);
        request.AddRange(header);
        request.AddRange(value);
        while (request.Count % 4 != 0)
            request.Add(0);
    }
}
