namespace Capture.Rings;

/// <summary>
/// Where everything lies in one CPU's ring: the one description that the emitted programs and the reader share.
/// All offsets and sizes are in bytes.
/// </summary>
/// <remarks>
/// <code>
///    0  head      published position            producer writes, reader polls
///    8  busy      1 while a program writes here
///   16  open      packets between entry and exit, the depth of the packet stack
///   64  tail      position given back           reader writes, producer reads
///  128  sequence  packets begun on this CPU      producer's own
///  136  since bell  records published to a sleeping reader
///  144  unreadable  packets whose bytes the kernel would not hand over
///  192  stack     4 × { xdp_buff address, sequence }
///  256  lost      per capture point { lost, already told in an epb_dropcount }
///   …   data      2^n bytes, then slack for the one record that starts before the end and reaches beyond it
/// </code>
/// Positions only grow; a position modulo the data size is the offset of a record, and a record is always contiguous.
/// Each group has cache lines of its own, so that neither side's private writes disturb the other.
/// </remarks>
public sealed class RingLayout
{
    /// <summary>u64: position up to which records are complete.</summary>
    public const short Head = 0;

    /// <summary>u64: 1 from before a record is stamped until it is published.</summary>
    public const short Busy = 8;

    /// <summary>u64: packets that were seen at entry and not yet at exit.</summary>
    public const short Open = 16;

    /// <summary>u64: position up to which the reader has given the space back.</summary>
    public const short Tail = 64;

    /// <summary>u64: packets begun on this CPU.</summary>
    public const short Sequence = 128;

    /// <summary>u64: records published while the reader slept and was not woken for them yet.</summary>
    public const short SinceBell = 136;

    /// <summary>u64: packets the kernel refused to hand over (lockdown); counted as lost too.</summary>
    public const short Unreadable = 144;

    /// <summary>The packet stack: <see cref="StackDepth"/> entries of <see cref="StackEntrySize"/>.</summary>
    public const short Stack = 192;

    /// <summary>How deep runs can nest on one CPU: task, softirq and room to spare.</summary>
    public const int StackDepth = 4;

    /// <summary>The bits of a packet number that name its slot: one of the stack's, or <see cref="AloneSlot"/>.</summary>
    public const int SlotBits = 3;

    /// <summary>Slot of packets that were never opened, having one record only.</summary>
    public const int AloneSlot = StackDepth;

    /// <summary>u64 xdp_buff address, u64 sequence.</summary>
    public const int StackEntrySize = 16;

    private const int Lost = 256;
    private const int LostEntrySize = 16;
    private const int CacheLine = 64;

    /// <summary>Bytes of a record around the packet: header, options with a verdict and a drop count, trailer, padding.</summary>
    public const int RecordOverhead = 128;

    /// <summary>
    /// The most bytes of a packet copied at once behind its first buffer. The slack has room for as many behind the longest record, since
    /// a verifier knows how long a piece can be and how many can have been copied, and not that the two go together.
    /// </summary>
    public const int CopyStep = 16384;

    /// <summary>The most bytes kept of a packet, the default snapshot length.</summary>
    public const uint MaximumSnapLength = 262144;

    /// <summary>Lays out a ring.</summary>
    /// <param name="pointCount">Capture points, each with its own loss counter.</param>
    /// <param name="dataSize">Bytes for records, a power of two of at least 4096.</param>
    /// <param name="snapLength">The most bytes kept of a packet, 1 to <see cref="MaximumSnapLength"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public RingLayout(int pointCount, uint dataSize, uint snapLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pointCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pointCount, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(dataSize, 4096u);
        if (!System.Numerics.BitOperations.IsPow2(dataSize))
            throw new ArgumentOutOfRangeException(nameof(dataSize), dataSize, "The ring's data size must be a power of two.");
        ArgumentOutOfRangeException.ThrowIfLessThan(snapLength, 1u);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(snapLength, MaximumSnapLength);

        PointCount = pointCount;
        DataSize = dataSize;
        SnapLength = snapLength;
        Data = checked((short)AlignUp(Lost + pointCount * LostEntrySize, CacheLine));
        Slack = (uint)AlignUp((int)snapLength + Math.Min((int)snapLength, CopyStep) + RecordOverhead, CacheLine);
    }

    /// <summary>Capture points that have a loss counter.</summary>
    public int PointCount { get; }

    /// <summary>Bytes for records, a power of two.</summary>
    public uint DataSize { get; }

    /// <summary>The most bytes kept of a packet.</summary>
    public uint SnapLength { get; }

    /// <summary>Offset of the first record.</summary>
    public short Data { get; }

    /// <summary>Bytes behind the data for a record that reaches beyond it.</summary>
    public uint Slack { get; }

    /// <summary>Size of one ring: the map's value size, a multiple of 8.</summary>
    public uint ValueSize => (uint)Data + DataSize + Slack;

    /// <summary>u64 counter: records lost at a capture point on this CPU.</summary>
    public static short LostAt(int point) => checked((short)(Lost + point * LostEntrySize));

    /// <summary>u64 counter: of those, how many an epb_dropcount has told already.</summary>
    public static short LostToldAt(int point) => checked((short)(Lost + point * LostEntrySize + 8));

    private static int AlignUp(int value, int alignment) => (value + alignment - 1) / alignment * alignment;
}
