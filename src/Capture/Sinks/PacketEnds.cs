namespace Capture.Sinks;

/// <summary>Where packets end in a buffer on its way out: it tells which of them are whole when a write is cut short.</summary>
/// <param name="capacity">Packets that the buffer can have ends of, at least.</param>
internal sealed class PacketEnds(int capacity)
{
    private readonly List<int> _ends = new(capacity);

    /// <summary>The next packet ends at this length of the buffer.</summary>
    public void Add(int length) => _ends.Add(length);

    /// <summary>The buffer begins anew.</summary>
    public void Clear() => _ends.Clear();

    /// <summary>Packets that so many bytes of the buffer hold whole, and the bytes up to the last one's end.</summary>
    public (int Bytes, int Packets) Within(long accepted)
    {
        var packets = _ends.Count;
        while (packets > 0 && _ends[packets - 1] > accepted)
            packets--;
        return (packets == 0 ? 0 : _ends[packets - 1], packets);
    }
}
