namespace Linux.Files;

/// <summary>Reading of what may have no end: a device, a pipe, a file that somebody names by mistake.</summary>
public static class BoundedRead
{
    private const int FirstSize = 1 << 14;

    /// <summary>Reads to the end.</summary>
    /// <param name="file">Its length is not asked for: devices and pipes do not tell.</param>
    /// <param name="most">Bytes.</param>
    /// <param name="start">What was read of it before; counts too, and comes first.</param>
    /// <returns>Null if there is more than that.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static byte[]? ToEnd(Stream file, int most, ReadOnlySpan<byte> start = default)
    {
        var bytes = new byte[Math.Max(FirstSize, 2 * start.Length)];
        start.CopyTo(bytes);
        var length = start.Length;
        while (file.Read(bytes, length, bytes.Length - length) is > 0 and var read)
        {
            length += read;
            if (length > most)
                return null;
            if (length == bytes.Length)
                Array.Resize(ref bytes, 2 * bytes.Length);
        }

        return bytes[..length];
    }
}
