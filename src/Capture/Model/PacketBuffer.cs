using System.Buffers;
using System.Runtime.CompilerServices;
using Linux.Files;

namespace Capture.Model;

/// <summary>Records on their way out: one piece of memory that never moves, filled record by record and sent whole.</summary>
/// <param name="capacity">Bytes; the longest record has to fit.</param>
internal sealed unsafe class PacketBuffer(int capacity) : IBufferWriter<byte>
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);

    public int Length { get; private set; }

    public int Room => _bytes.Length - Length;

    /// <summary>Address of the first byte.</summary>
    public byte* Start => (byte*)Unsafe.AsPointer(ref _bytes[0]);

    /// <summary>What there is so far, for one write.</summary>
    public IoVector Vector => new(Start, (nuint)Length);

    public void Clear() => Length = 0;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)Room, nameof(count));
        Length += count;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => sizeHint <= Room ? _bytes.AsSpan(Length) : throw NoRoom(sizeHint);

    public Memory<byte> GetMemory(int sizeHint = 0) => sizeHint <= Room ? _bytes.AsMemory(Length) : throw NoRoom(sizeHint);

    private InvalidOperationException NoRoom(int wanted) => new($"{wanted} bytes wanted of a buffer that has {Room} of {_bytes.Length} left");
}
