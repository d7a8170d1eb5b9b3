namespace PacketFiles;

/// <summary>
/// Goes through the blocks of a pcapng stream as they come, be it a file or a pipe that is still being written, in either byte order
/// and over any number of sections.
/// </summary>
public sealed class PcapNgStreamReader
{
    private readonly Stream _stream;
    private byte[] _buffer = new byte[4096];
    private int _length;
    private long _position;
    private SectionState _section;

    /// <summary>Starts before the first block.</summary>
    /// <param name="stream">Read forward only and never past the block asked for; stays the caller's.</param>
    public PcapNgStreamReader(Stream stream)
    {
        _stream = stream;
    }

    /// <summary>The block last reached, valid until the next <see cref="MoveNext"/>.</summary>
    public PcapNgBlock Current => new((BlockType)_section.Order.ReadUInt32(_buffer), _buffer.AsSpan(0, _length), _section.Order, _position);

    /// <summary>Goes to the next block, waiting for it; false at the end of the stream.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="PcapNgFormatException">As <see cref="PcapNgReader.MoveNext"/>.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public bool MoveNext()
    {
        _position += _length;
        _length = 0;
        var got = _stream.ReadAtLeast(_buffer.AsSpan(0, SectionState.PrefixLength), SectionState.PrefixLength, throwOnEndOfStream: false);
        if (got == 0)
            return false;
        if (got < SectionState.PrefixLength)
            throw Cut(_position, got, SectionState.PrefixLength);
        var length = _section.Open(_buffer, _position);
        if (length > _buffer.Length)
            Array.Resize(ref _buffer, length);
        got += _stream.ReadAtLeast(_buffer.AsSpan(got, length - got), length - got, throwOnEndOfStream: false);
        if (got < length)
            throw Cut(_position, got, length);
        _section.Close(_buffer.AsSpan(0, length), _position);
        _length = length;
        return true;
    }

    internal static PcapNgFormatException Cut(long position, int actual, int expected) =>
        new("block", position, $"only {actual} bytes before the end", $"{expected}");
}
