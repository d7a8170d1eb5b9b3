using Linux.Files;

namespace Capture.Sinks;

/// <summary>Text on its way out: one piece of memory that never moves, filled line by line and sent whole.</summary>
/// <param name="capacity">Bytes; the longest line has to fit.</param>
internal sealed unsafe class TextBuffer(int capacity)
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);

    public int Length { get; private set; }

    public int Room => _bytes.Length - Length;

    /// <summary>The text so far, for one write.</summary>
    public IoVector Vector => new(System.Runtime.CompilerServices.Unsafe.AsPointer(ref _bytes[0]), (nuint)Length);

    public void Clear() => Length = 0;

    public void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_bytes.AsSpan(Length));
        Length += text.Length;
    }

    public void Append(ulong number)
    {
        number.TryFormat(_bytes.AsSpan(Length), out var written);
        Length += written;
    }

    public void Append(long number)
    {
        number.TryFormat(_bytes.AsSpan(Length), out var written);
        Length += written;
    }

    /// <summary>So many digits with leading zeros: a fraction of a second, say.</summary>
    public void AppendDigits(ulong number, int count)
    {
        var digits = Take(count);
        for (var i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + number % 10);
            number /= 10;
        }
    }

    /// <summary>The next bytes, to be filled by the caller, all of them.</summary>
    public Span<byte> Take(int count)
    {
        var span = _bytes.AsSpan(Length, count);
        Length += count;
        return span;
    }
}
