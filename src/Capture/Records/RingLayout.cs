namespace Capture.Records;

/// <summary>
/// Where everything lies in one CPU's ring: the one description that the emitted programs and the reader share.
/// All offsets and sizes are in bytes.
/// </summary>
/// <remarks>
/// <code>
///    0  head      published position            producer writes, reader polls
///    8  busy      1 while a program writes here
///   16  open      packets between entry and exit, the depth of the packet stack
///   24  pending   sequence of the packet whose records are written and wait for its exit to be published; 0 is none
///   32  losses    records lost at all points, added to when they are counted at their points
///   40  lost at   stamp of the latest loss by a run that had the ring
///   48  nested    the same by a run that interrupted one that had it
///   64  tail      position given back           reader writes, producer reads
///  128  sequence  packets begun on this CPU      producer's own
///  136  since bell  records published to a sleeping reader
///  144  unreadable  packets whose bytes the kernel would not hand over
///  152  reserved  position behind the records of the pending packet
///  160  to skip   packets to pass over before the next one of a sample
///  168  unproven  runs of functions whose argument was not the packet's context
///  176  missed    a bit for each capture point at which the pending packet had such a run
///  184  undecided  packets whose bytes could not be shown to the filter where it wanted to look
///  192  stack     4 × { xdp_buff address, sequence, points passed, address of the first byte }
///  320  workspace what a filter notes down while it runs
///  448  lost      per slot { lost, how many of these a record's mark has told the reader }
///   …   data      2^n bytes, then slack for the one record that starts before the end and reaches beyond it
///   …   filtered    what a filter looks at: a copy of the packet's beginning, at the place it has in a record
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

    /// <summary>u64: sequence of the packet whose records are written and wait for its exit to be published; 0 when there is none.</summary>
    public const short Pending = 24;

    /// <summary>
    /// u64: records lost at all points. It lies with the head, which the reader looks at anyway: it tells when to look at the points.
    /// </summary>
    public const short Losses = 32;

    /// <summary>u64: monotonic stamp of the latest loss by a run that had the ring; written before the loss is counted.</summary>
    public const short LossStamp = 40;

    /// <summary>
    /// u64: the same by a run that interrupted one that had the ring. With one stamp for both, the run that was interrupted could put an
    /// earlier one over it.
    /// </summary>
    public const short NestedLossStamp = 48;

    /// <summary>u64: position up to which the reader has given the space back.</summary>
    public const short Tail = 64;

    /// <summary>u64: packets begun on this CPU.</summary>
    public const short Sequence = 128;

    /// <summary>u64: records published while the reader slept and was not woken for them yet.</summary>
    public const short SinceBell = 136;

    /// <summary>u64: packets the kernel refused to hand over (lockdown); counted as lost too.</summary>
    public const short Unreadable = 144;

    /// <summary>u64: position behind the records of the pending packet. It means nothing while no packet is pending.</summary>
    public const short Reserved = 152;

    /// <summary>u64: packets to pass over before the next one of a sample (--sample).</summary>
    public const short ToSkip = 160;

    /// <summary>u64: runs of functions whose first argument was not the packet's context; their records are counted as lost too.</summary>
    public const short Unproven = 168;

    /// <summary>u64: the points at which the pending packet had such a run, a bit each as in the stack's points passed.</summary>
    public const short Missed = 176;

    /// <summary>
    /// u64: packets of which it is not known if they match, since the filter looks at bytes that cannot be read; counted as lost too.
    /// </summary>
    public const short Undecided = 184;

    /// <summary>The packet stack: <see cref="StackDepth"/> entries of <see cref="StackEntrySize"/>.</summary>
    public const short Stack = 192;

    /// <summary>How deep runs can nest on one CPU: task, softirq and room to spare.</summary>
    public const int StackDepth = 4;

    /// <summary>The bits of a packet number that name its slot: one of the stack's, or <see cref="AloneSlot"/>.</summary>
    public const int SlotBits = 3;

    /// <summary>Slot of packets that were never opened, having one record only.</summary>
    public const int AloneSlot = StackDepth;

    /// <summary>
    /// In a packet number: the packet's first byte lies elsewhere than at its first record. It is said only where changes are asked for.
    /// </summary>
    public const ulong MovedBit = 1ul << 63;

    /// <summary>u64 each: xdp_buff address, sequence, points passed, address of the packet's first byte.</summary>
    public const int StackEntrySize = 32;

    /// <summary>What a filter notes down while it runs: <see cref="ClassicBpf.Translation.FilterFrame.WorkspaceSize"/> bytes.</summary>
    public const short Workspace = 320;

    private const int Lost = 448;

    /// <summary>Log2 of the bytes between the loss counters of two slots.</summary>
    public const int SlotShift = 4;

    /// <summary>The most slots for loss counters: those of a CPU take a mebibyte then.</summary>
    public const int MaximumSlots = 1 << 16;

    /// <summary>
    /// The most slots of one group of hooks. A program that looks up where its group's begin reaches them by an instruction's offset.
    /// </summary>
    public const int MaximumGroup = 1024;

    private const int CacheLine = 64;

    /// <summary>Bytes of a record around the packet: header, options with a verdict and a drop count, trailer, padding.</summary>
    public const int RecordOverhead = 128;

    /// <summary>
    /// The most bytes of a packet copied at once behind its first buffer. The slack has room for as many behind the longest record, since
    /// a verifier knows how long a piece can be and how many can have been copied, and not that the two go together.
    /// </summary>
    public const int CopyStep = 16384;

    /// <summary>The most bytes of ring a CPU can have: verifiers take no offset of 2^29 and more, and the slack comes on top.</summary>
    public const uint MaximumDataSize = 256u << 20;

    /// <summary>The most bytes kept of a packet, the default snapshot length.</summary>
    public const uint MaximumSnapLength = 262144;

    /// <summary>Lays out a ring.</summary>
    /// <param name="slotCount">Slots for loss counters, a power of two, at most <see cref="MaximumSlots"/>.</param>
    /// <param name="dataSize">Bytes for records, a power of two of at least 4096.</param>
    /// <param name="snapLength">The most bytes kept of a packet, 1 to <see cref="MaximumSnapLength"/>.</param>
    /// <param name="filterReach">How many bytes of a packet a filter looks at, at most <see cref="MaximumSnapLength"/>; 0 is none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public RingLayout(int slotCount, uint dataSize, uint snapLength, uint filterReach = 0)
    {
        if (slotCount is < 1 or > MaximumSlots || !System.Numerics.BitOperations.IsPow2(slotCount))
            throw new ArgumentOutOfRangeException(nameof(slotCount), slotCount, "The number of slots must be a power of two.");
        ArgumentOutOfRangeException.ThrowIfLessThan(dataSize, 4096u);
        if (!System.Numerics.BitOperations.IsPow2(dataSize))
            throw new ArgumentOutOfRangeException(nameof(dataSize), dataSize, "The ring's data size must be a power of two.");
        ArgumentOutOfRangeException.ThrowIfLessThan(snapLength, 1u);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(snapLength, MaximumSnapLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(filterReach, MaximumSnapLength);

        SlotCount = slotCount;
        DataSize = dataSize;
        SnapLength = snapLength;
        Data = AlignUp(CountersEnd(slotCount), CacheLine);
        Slack = Room(snapLength);
        FilterReach = filterReach;
    }

    /// <summary>Slots for loss counters, a power of two.</summary>
    public int SlotCount { get; }

    /// <summary>Bytes for records, a power of two.</summary>
    public uint DataSize { get; }

    /// <summary>The most bytes kept of a packet.</summary>
    public uint SnapLength { get; }

    /// <summary>Offset of the first record.</summary>
    public int Data { get; }

    /// <summary>Bytes behind the data for a record that reaches beyond it.</summary>
    public uint Slack { get; }

    /// <summary>How many bytes of a packet a filter looks at; 0 is none.</summary>
    public uint FilterReach { get; }

    /// <summary>Offset of what a filter looks at, laid out like a record: the packet is at the place it has there.</summary>
    public uint Filtered => (uint)Data + DataSize + Slack;

    /// <summary>Size of one ring: the map's value size, a multiple of 8.</summary>
    public uint ValueSize => Filtered + (FilterReach == 0 ? 0 : Room(System.Numerics.BitOperations.RoundUpToPowerOf2(FilterReach)));

    /// <summary>u64 counter: records lost at a slot on this CPU.</summary>
    public static int LostAt(int slot) => Lost + (slot << SlotShift);

    /// <summary>u64 counter: of those, how many a record's mark has told the reader. The producer's own.</summary>
    public static int LostReportedAt(int slot) => LostAt(slot) + sizeof(ulong);

    /// <summary>Behind the loss counters.</summary>
    internal static int CountersEnd(int slotCount) => LostAt(slotCount);

    /// <summary>Bytes for a record of so long a packet, and as much of it as may be copied at once.</summary>
    private static uint Room(uint length) => (uint)AlignUp((int)length + Math.Min((int)length, CopyStep) + RecordOverhead, CacheLine);

    private static int AlignUp(int value, int alignment) => (value + alignment - 1) / alignment * alignment;
}
