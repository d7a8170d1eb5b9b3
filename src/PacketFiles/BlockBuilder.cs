using System.Text;

namespace PacketFiles;

/// <summary>
/// Puts one block together. The length is not known beforehand: it is written once, into both places, when the block ends.
/// One buffer, used again for every block.
/// </summary>
internal sealed class BlockBuilder(ByteOrder order)
{
    private byte[] _buffer = new byte[256];
    private int _length;

    public void Begin(BlockType type)
    {
        _length = 0;
        UInt32((uint)type);
        UInt32(0);
    }

    /// <summary>Closes the block; the span is valid until the next <see cref="Begin"/>.</summary>
    public ReadOnlySpan<byte> End()
    {
        var total = checked((uint)(_length + sizeof(uint)));
        UInt32(total);
        order.WriteUInt32(_buffer.AsSpan(sizeof(uint)), total);
        return _buffer.AsSpan(0, _length);
    }

    public void UInt16(ushort value) => order.WriteUInt16(Reserve(sizeof(ushort)), value);

    public void UInt32(uint value) => order.WriteUInt32(Reserve(sizeof(uint)), value);

    public void UInt64(ulong value) => order.WriteUInt64(Reserve(sizeof(ulong)), value);

    /// <summary>Upper half first, in either byte order.</summary>
    public void Timestamp(ulong value)
    {
        UInt32((uint)(value >> 32));
        UInt32((uint)value);
    }

    /// <summary>The bytes, then zeros up to the next multiple of four.</summary>
    public void Padded(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Reserve(-bytes.Length & 3).Clear();
    }

    public void EndOptions() => OptionHeader(OptionCode.End, 0);

    public void TimestampOption(ushort code, ulong? value)
    {
        if (value is not { } present)
            return;
        OptionHeader(code, sizeof(ulong));
        Timestamp(present);
    }

    public void UInt64Option(ushort code, ulong? value)
    {
        if (value is not { } present)
            return;
        OptionHeader(code, sizeof(ulong));
        UInt64(present);
    }

    public void UInt32Option(ushort code, uint? value)
    {
        if (value is not { } present)
            return;
        OptionHeader(code, sizeof(uint));
        UInt32(present);
    }

    public void ByteOption(ushort code, byte value)
    {
        OptionHeader(code, sizeof(byte));
        Padded([value]);
    }

    /// <summary>An octet saying of what kind the value is, then a number in the section's byte order, unaligned.</summary>
    public void KindAndUInt64Option(ushort code, byte kind, ulong? value)
    {
        if (value is not { } present)
            return;
        Span<byte> bytes = stackalloc byte[1 + sizeof(ulong)];
        bytes[0] = kind;
        order.WriteUInt64(bytes[1..], present);
        OptionHeader(code, bytes.Length);
        Padded(bytes);
    }

    public void TextOption(ushort code, string? text)
    {
        if (text is not null)
            BytesOption(code, text, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>An octet saying of what kind the text is, then the text.</summary>
    public void KindAndTextOption(ushort code, byte kind, string? text)
    {
        if (text is not null)
            BytesOption(code, text, [kind, .. Encoding.UTF8.GetBytes(text)]);
    }

    private void BytesOption(ushort code, string text, byte[] bytes)
    {
        if (bytes.Length > ushort.MaxValue)
        {
            throw new ArgumentException(
                $"Option {code} would be {bytes.Length} bytes long, at most {ushort.MaxValue} fit: \"{text.AsSpan(0, 40)}…\"");
        }
        OptionHeader(code, bytes.Length);
        Padded(bytes);
    }

    private void OptionHeader(ushort code, int length)
    {
        UInt16(code);
        UInt16(checked((ushort)length));
    }

    private Span<byte> Reserve(int count)
    {
        var needed = checked(_length + count);
        if (needed > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
        var span = _buffer.AsSpan(_length, count);
        _length = needed;
        return span;
    }
}
