namespace Capture.Sinks;

/// <summary>
/// The lines below a packet: offset, sixteen bytes, and the same as ASCII.
/// <code>  0x0030:  00 00 e0 00 00 00 05 00 00 00 04 00              ............</code>
/// </summary>
internal static class HexListing
{
    public const int BytesPerLine = 16;

    /// <summary>The longest a line can be, with an offset of eight digits.</summary>
    public const int LongestLine = 2 + 2 + 8 + 1 + 2 + BytesPerLine * 3 + 1 + BytesPerLine + 1;

    /// <summary>Appends the line for up to sixteen bytes found at <paramref name="offset"/> of the packet.</summary>
    public static void AppendLine(TextBuffer text, int offset, ReadOnlySpan<byte> bytes)
    {
        text.Append("  0x"u8);
        AppendOffset(text, offset);
        text.Append(":  "u8);
        var columns = text.Take(BytesPerLine * 3 + 1 + bytes.Length);
        columns[..(BytesPerLine * 3 + 1)].Fill((byte)' ');
        for (var i = 0; i < bytes.Length; i++)
        {
            columns[i * 3] = Digit(bytes[i] >> 4);
            columns[i * 3 + 1] = Digit(bytes[i] & 15);
            columns[BytesPerLine * 3 + 1 + i] = bytes[i] is >= 0x20 and < 0x7f ? bytes[i] : (byte)'.';
        }
        text.Append("\n"u8);
    }

    /// <summary>Four digits, or more where the packet is that long.</summary>
    private static void AppendOffset(TextBuffer text, int offset)
    {
        var digits = 4;
        while (digits < 8 && offset >> digits * 4 != 0)
            digits++;
        foreach (ref var digit in text.Take(digits))
            digit = Digit(offset >> --digits * 4 & 15);
    }

    private static byte Digit(int value) => (byte)(value < 10 ? '0' + value : 'a' + value - 10);
}
