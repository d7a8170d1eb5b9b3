namespace PacketFiles;

/// <summary>
/// Goes through the blocks of a pcapng file in memory, in either byte order and over any number of sections. Stays where it is after
/// an error: nothing behind damage can be trusted.
/// </summary>
/// <remarks><c>foreach (var block in new PcapNgReader(bytes))</c>; blocks point into the bytes given.</remarks>
public ref struct PcapNgReader
{
    private readonly ReadOnlySpan<byte> _file;
    private SectionState _section;
    private int _position;

    /// <summary>Starts before the first block.</summary>
    /// <param name="file">A whole file, or a stretch of one that begins with a section header.</param>
    public PcapNgReader(ReadOnlySpan<byte> file)
    {
        _file = file;
    }

    /// <summary>The block last reached.</summary>
    public PcapNgBlock Current { get; private set; }

    /// <summary>For foreach.</summary>
    /// <returns>This reader.</returns>
    public readonly PcapNgReader GetEnumerator() => this;

    /// <summary>Goes to the next block; false at the end of the bytes.</summary>
    /// <returns>Whether there is one.</returns>
    /// <exception cref="PcapNgFormatException">
    /// No section header at the start, a block that is cut, a length or byte-order magic that cannot be, or an interface that was not
    /// described.
    /// </exception>
    public bool MoveNext()
    {
        var rest = _file[_position..];
        if (rest.IsEmpty)
            return false;
        if (rest.Length < SectionState.PrefixLength)
            throw PcapNgStreamReader.Cut(_position, rest.Length, SectionState.PrefixLength);
        var length = _section.Open(rest, _position);
        if (length > rest.Length)
            throw PcapNgStreamReader.Cut(_position, rest.Length, length);
        Current = _section.Close(rest[..length], _position);
        _position += length;
        return true;
    }
}
